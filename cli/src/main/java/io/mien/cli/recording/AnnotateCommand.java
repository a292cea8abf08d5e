package io.mien.cli.recording;

import io.mien.cli.feeds.VideoFileOptions;
import io.mien.cli.readings.PlacedReading;
import io.mien.cli.readings.ReadingsOverFilm;
import io.mien.cli.readings.ReadingsReader;
import io.mien.cli.terminal.CommandException;
import io.mien.cli.terminal.CommandOutput;
import io.mien.cli.terminal.ExitCode;
import io.mien.cli.terminal.FileText;
import io.mien.cli.terminal.ProgressLine;
import io.mien.cli.terminal.StopSignal;
import io.mien.ingest.sources.VideoFileSource;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code mien annotate}. */
@Command(
        name = "annotate",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Writes a film again with its readings drawn in: each face's box, subject and label, and how sure it is.",
            "Green: OK; amber: degraded, with the reason; grey and dashed: nothing was read, with the reason."
        },
        footer = {
            "",
            "Example:",
            "  mien demo --input talk.mp4 --readings talk.jsonl",
            "  mien annotate talk.mp4 --readings talk.jsonl --out talk-read.mp4",
            "",
            "Give --rotate, --flip, --video-stream and --frame-rate as they were given when the film was read.",
            "Needs no Kafka. docs/recordings.md."
        })
public final class AnnotateCommand implements Callable<Integer> {
    private static final Set<String> ENDINGS = Set.of("mp4", "m4v", "mov", "mkv");

    @Spec
    @Nullable
    CommandSpec spec;

    @Parameters(paramLabel = "VIDEO", description = "The film that was read.")
    Path video = Path.of("");

    @Option(
            names = "--readings",
            required = true,
            paramLabel = "FILE",
            description = "The lines of JSON that mien demo --readings FILE wrote.")
    Path readings = Path.of("");

    @Option(
            names = "--out",
            required = true,
            paramLabel = "FILE",
            description = "The film to be written: .mp4, .mov or .mkv, H.264, with the sound of the old one.")
    Path out = Path.of("");

    @Option(names = "--overwrite", description = "Replace the file of --out, if it is there.")
    boolean overwrite;

    @Option(
            names = "--stream",
            paramLabel = "NAME",
            description =
                    "Whose readings, if the file holds those of several streams; without it the one that is named like the video.")
    @Nullable
    String stream;

    @Mixin
    VideoFileOptions pictures = new VideoFileOptions();

    @Override
    public Integer call() throws IOException {
        checkOut();
        AnnotatedFilm.requireFont();
        List<PlacedReading> chosen = choose(ReadingsReader.read(readings));
        Path draft = draft();
        try (StopSignal stop = StopSignal.install();
                VideoFileSource source = VideoFileSource.open(video, pictures.video(AnnotatedFilm.LONGEST_SIDE))) {
            AnnotatedFilm film = new AnnotatedFilm(
                    source, new ReadingsOverFilm(chosen, AnnotatedFilm.frameRate(source)), new ProgressLine(spec));
            AnnotatedFilm.Result result = film.write(draft, stop);
            Files.move(draft, out, StandardCopyOption.REPLACE_EXISTING);
            print(out + ": " + result.text());
            source.warning().ifPresent(this::print);
            result.requireMuch(readings);
        } catch (CancellationException e) {
            return ExitCode.OK.code(); // the process ends with the signal's own code
        } finally {
            Files.deleteIfExists(draft);
        }
        return ExitCode.OK.code();
    }

    private void checkOut() throws IOException {
        String name = String.valueOf(out.getFileName());
        String ending = name.substring(name.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
        if (!name.contains(".") || !ENDINGS.contains(ending)) {
            throw new CommandException(
                    ExitCode.USAGE, "--out " + out + ": no kind of film by its ending (expected: .mp4, .mov or .mkv)");
        }
        if (Files.exists(out) && Files.exists(video) && Files.isSameFile(out, video)) {
            throw new CommandException(
                    ExitCode.USAGE, "--out " + out + ": the film that is read (expected: another file)");
        }
        if (Files.isDirectory(out)) {
            throw new CommandException(ExitCode.USAGE, "--out " + out + ": a folder (expected: a file's name)");
        }
        if (Files.exists(out) && !overwrite) {
            throw new CommandException(
                    ExitCode.USAGE,
                    "--out " + out + ": there already (another name keeps both, --overwrite replaces it)");
        }
    }

    /** Beside the file that it becomes when it is whole, with its ending, by which its kind is chosen. */
    private Path draft() {
        Path folder = out.toAbsolutePath().getParent();
        String name = String.valueOf(out.getFileName());
        try {
            return Files.createTempFile(folder, ".annotate-", name.substring(name.lastIndexOf('.')));
        } catch (IOException e) {
            throw new CommandException(
                    ExitCode.DISK, "--out " + out + ": cannot be written (" + FileText.of(e) + ")", e);
        }
    }

    private List<PlacedReading> choose(ReadingsReader.Content content) {
        if (content.placed().isEmpty()) {
            throw new CommandException(
                    ExitCode.INPUT,
                    "--readings " + readings + ": "
                            + (content.unplaced() == 0
                                    ? "no reading in it"
                                    : "none of its " + content.unplaced()
                                            + " readings says where in a recording it belongs (those of cameras do not)"));
        }
        Set<String> streams = new LinkedHashSet<>();
        content.placed().forEach(reading -> streams.add(reading.streamId()));
        String wanted = wanted(streams);
        List<PlacedReading> own = content.placed().stream()
                .filter(reading -> reading.streamId().equals(wanted))
                .toList();
        Set<String> sessions = new LinkedHashSet<>();
        own.forEach(reading -> sessions.add(reading.session()));
        String last = own.get(own.size() - 1).session();
        if (sessions.size() > 1) {
            print("stream " + wanted + " was read " + sessions.size() + " times; the last one is drawn");
        }
        return own.stream().filter(reading -> reading.session().equals(last)).toList();
    }

    private String wanted(Set<String> streams) {
        String name = String.valueOf(video.getFileName());
        String own = name.contains(".") ? name.substring(0, name.lastIndexOf('.')) : name;
        if (stream == null && streams.size() == 1) {
            return streams.iterator().next();
        }
        String wanted = stream == null ? own : stream;
        if (!streams.contains(wanted)) {
            throw new CommandException(
                    ExitCode.USAGE,
                    "--stream: " + (stream == null ? "not given" : stream) + " (expected: one of those that " + readings
                            + " holds: " + String.join(", ", streams) + ")");
        }
        return wanted;
    }

    private void print(String line) {
        CommandOutput.out(spec).println(line);
        CommandOutput.out(spec).flush();
    }
}
