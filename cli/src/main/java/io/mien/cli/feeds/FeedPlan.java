package io.mien.cli.feeds;

import io.mien.cli.terminal.CommandException;
import io.mien.cli.terminal.ExitCode;
import io.mien.demonstration.DemonstrationFilm;
import io.mien.ingest.feed.FeedSettings;
import io.mien.ingest.feed.Pace;
import io.mien.ingest.sources.DrawnFaceSource;
import io.mien.ingest.sources.FrameSource;
import io.mien.ingest.sources.VideoFileSource;
import io.mien.schemas.registry.SchemaRegistrySettings;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A feed that is to be published.
 *
 * @param streamId no other feed has it
 * @param opener opens its source
 * @param pace when its frames are published
 * @param loop whether it begins again at its end
 */
public record FeedPlan(String streamId, FrameSource.Opener opener, Pace pace, boolean loop) {
    private static final Duration DRAWN_LENGTH = Duration.ofSeconds(48);

    /**
     * The feeds of a command line.
     *
     * @param files videos; none for the feeds that come with Mien
     * @param pace as given, or null for the usual one
     */
    public static List<FeedPlan> of(List<Path> files, @Nullable String pace) {
        if (files.isEmpty()) {
            if (pace != null && parse(pace) != Pace.REAL_TIME) {
                throw new CommandException(
                        ExitCode.USAGE,
                        "--pace: " + pace + " (expected: real-time for the bundled feeds, which have no end)");
            }
            return DemonstrationFilm.NAMES.stream()
                    .map(name -> new FeedPlan(name, () -> BundledFeed.open(name), Pace.REAL_TIME, true))
                    .toList();
        }
        Pace chosen = pace == null ? Pace.AS_FAST_AS_POSSIBLE : parse(pace);
        List<FeedPlan> feeds = new ArrayList<>();
        Set<String> names = new HashSet<>();
        for (Path file : files) {
            feeds.add(new FeedPlan(
                    freeName(name(file), names),
                    () -> VideoFileSource.open(file, FeedSettings.DEFAULT_LONGEST_SIDE),
                    chosen,
                    false));
        }
        return feeds;
    }

    /** Faces that are drawn, for trying a cluster. */
    public static List<FeedPlan> drawn() {
        return List.of(
                drawn("portrait", DrawnFaceSource.Scene.PORTRAIT), drawn("meeting", DrawnFaceSource.Scene.MEETING));
    }

    /** How it is published. */
    public FeedSettings settings(Map<String, String> kafka, SchemaRegistrySettings schemas) {
        return FeedSettings.defaults(kafka, schemas, pace)
                .withStreamId(streamId)
                .withLoop(loop);
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

    private static String name(Path file) {
        String name = String.valueOf(file.getFileName());
        int dot = name.lastIndexOf('.');
        return dot > 0 ? name.substring(0, dot) : name;
    }

    /** Two files may have the same name, in different folders or given twice. */
    private static String freeName(String name, Set<String> taken) {
        String free = name;
        for (int i = 2; !taken.add(free); i++) {
            free = name + "-" + i;
        }
        return free;
    }
}
