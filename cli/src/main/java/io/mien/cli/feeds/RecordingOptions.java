package io.mien.cli.feeds;

import io.mien.cli.terminal.CommandException;
import io.mien.cli.terminal.ExitCode;
import io.mien.ingest.feed.FeedSettings;
import io.mien.ingest.sources.FrameSourceException;
import io.mien.ingest.sources.VideoFileSource;
import io.mien.ingest.sources.VideoOptions;
import io.mien.schemas.IdentifierRule;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** How recordings are read and named; for all of a command's inputs. docs/recordings.md has the rules. */
public final class RecordingOptions {
    private static final String CREATED = "created";

    @Option(
            names = "--stream",
            paramLabel = "NAME",
            description = "The stream's name, one beside each --input; without it the file's name without its ending.")
    List<String> streams = List.of();

    @Option(
            names = "--start",
            paramLabel = "TIME|created",
            description = {
                "When the first picture was taken, as 2026-11-29T10:00:00+01:00, or 'created' for what the file says of itself.",
                "Without it times are counted back from now, and only the place in the film is true."
            })
    @Nullable
    String start;

    @Mixin
    VideoFileOptions pictures = new VideoFileOptions();

    /** How the files are opened. */
    VideoOptions video() {
        return pictures.video(FeedSettings.DEFAULT_LONGEST_SIDE);
    }

    /** The names given, one for each input; none if none was given. */
    List<String> namesFor(List<String> inputs) {
        if (!streams.isEmpty() && streams.size() != inputs.size()) {
            throw new CommandException(
                    ExitCode.USAGE,
                    "--stream: " + streams.size() + " for " + inputs.size()
                            + " inputs (expected: one beside each --input, or none)");
        }
        for (String stream : streams) {
            new IdentifierRule(FeedSettings.LONGEST_STREAM_ID)
                    .objection("--stream", stream)
                    .ifPresent(objection -> {
                        throw new CommandException(ExitCode.USAGE, objection);
                    });
            if (streams.indexOf(stream) != streams.lastIndexOf(stream)) {
                throw new CommandException(
                        ExitCode.USAGE, "--stream: " + stream + " twice (expected: a name of its own for each input)");
            }
        }
        return streams;
    }

    /** When an input began; null if nobody wants to say. */
    @Nullable
    Instant startOf(Path input) throws FrameSourceException {
        if (start == null) {
            return null;
        }
        Instant begun = start.equals(CREATED) ? created(input) : parsed(start);
        if (begun.isAfter(Instant.now())) {
            throw new CommandException(ExitCode.USAGE, "--start: " + begun + " lies in the future");
        }
        return begun;
    }

    private Instant created(Path input) throws FrameSourceException {
        try (VideoFileSource source = VideoFileSource.open(input, video())) {
            return source.createdAt()
                    .orElseThrow(() -> new CommandException(
                            ExitCode.INPUT,
                            "video " + input + ": does not say when it was made (expected: --start with a time)"));
        }
    }

    private static Instant parsed(String text) {
        try {
            return OffsetDateTime.parse(text).toInstant();
        } catch (DateTimeException e) {
            throw new CommandException(
                    ExitCode.USAGE,
                    "--start: " + text + " (expected: a time with its offset, such as 2026-11-29T10:00:00+01:00 or"
                            + " 2026-11-29T09:00:00Z, or created)",
                    e);
        }
    }
}
