package io.mien.cli.feeds;

import io.mien.cli.terminal.CommandException;
import io.mien.cli.terminal.ExitCode;
import io.mien.demonstration.DemonstrationFilm;
import io.mien.ingest.feed.Pace;
import io.mien.ingest.feed.TakenName;
import io.mien.ingest.sources.DrawnFaceSource;
import io.mien.ingest.sources.FrameSource;
import io.mien.ingest.sources.FrameSourceException;
import io.mien.ingest.sources.VideoFileSource;
import io.mien.ingest.sources.VideoOptions;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * One feed to be published.
 *
 * @param streamId no other feed has it
 * @param opener opens its source
 * @param pace when its frames are published
 * @param loop whether it begins again at its end
 * @param start when its first picture was taken, or null: unknown
 * @param onTakenName what is done if another process publishes a stream of that name
 * @param notes what its user wants to know beforehand, one sentence each
 */
public record FeedPlan(
        String streamId,
        FrameSource.Opener opener,
        Pace pace,
        boolean loop,
        @Nullable Instant start,
        TakenName onTakenName,
        List<String> notes) {
    private static final Duration DRAWN_LENGTH = Duration.ofSeconds(48);

    public FeedPlan {
        notes = List.copyOf(notes);
    }

    /** Of what has no time of its own. */
    public FeedPlan(String streamId, FrameSource.Opener opener, Pace pace, boolean loop) {
        this(streamId, opener, pace, loop, null, TakenName.FIND_ANOTHER, List.of());
    }

    /**
     * The feeds that come with Mien.
     *
     * @param pace as given, or null for the usual one
     */
    public static List<FeedPlan> bundled(@Nullable String pace) {
        if (pace != null && parse(pace) != Pace.REAL_TIME) {
            throw new CommandException(
                    ExitCode.USAGE,
                    "--pace: " + pace + " (expected: real-time for the bundled feeds, which have no end)");
        }
        return DemonstrationFilm.NAMES.stream()
                .map(name -> new FeedPlan(name, () -> BundledFeed.open(name), Pace.REAL_TIME, true))
                .toList();
    }

    /**
     * The feeds of a command line.
     *
     * @param files videos
     * @param pace as given, or null for the usual one
     * @throws FrameSourceException if a file is to say when it was made, and cannot be read
     */
    public static List<FeedPlan> of(List<Path> files, @Nullable String pace, RecordingOptions options)
            throws FrameSourceException {
        Pace chosen = pace == null ? Pace.AS_FAST_AS_POSSIBLE : parse(pace);
        VideoOptions video = options.video();
        List<String> given = options.namesFor(files);
        List<FeedPlan> feeds = new ArrayList<>();
        StreamNames names = new StreamNames();
        for (Path file : files) {
            boolean named = !given.isEmpty();
            String name = named ? given.get(feeds.size()) : names.of(file);
            feeds.add(new FeedPlan(
                    name,
                    () -> VideoFileSource.open(file, video),
                    chosen,
                    false,
                    options.startOf(file),
                    named ? TakenName.REFUSE : TakenName.FIND_ANOTHER,
                    !named && StreamNames.isShortened(file)
                            ? List.of("the file's name is too long for a stream: shortened, with a digest")
                            : List.of()));
        }
        return feeds;
    }

    /** Faces that are drawn, for trying a cluster. */
    public static List<FeedPlan> drawn() {
        return List.of(
                drawn("portrait", DrawnFaceSource.Scene.PORTRAIT), drawn("meeting", DrawnFaceSource.Scene.MEETING));
    }

    static Pace parse(String pace) {
        return switch (pace.toLowerCase(Locale.ROOT)) {
            case "real-time" -> Pace.REAL_TIME;
            case "fast" -> Pace.AS_FAST_AS_POSSIBLE;
            default -> throw new CommandException(ExitCode.USAGE, "--pace: " + pace + " (expected: real-time or fast)");
        };
    }

    private static FeedPlan drawn(String streamId, DrawnFaceSource.Scene scene) {
        return new FeedPlan(streamId, () -> new DrawnFaceSource(streamId, scene, DRAWN_LENGTH), Pace.REAL_TIME, true);
    }
}
