package io.mien.cli.feeds;

import io.mien.cli.terminal.CommandException;
import io.mien.cli.terminal.ExitCode;
import io.mien.demonstration.DemonstrationFilm;
import io.mien.ingest.feed.FeedSettings;
import io.mien.ingest.feed.Pace;
import io.mien.ingest.feed.TakenName;
import io.mien.ingest.sources.DrawnFaceSource;
import io.mien.ingest.sources.FrameSource;
import io.mien.ingest.sources.FrameSourceException;
import io.mien.ingest.sources.LiveAddress;
import io.mien.ingest.sources.LiveFeed;
import io.mien.ingest.sources.SamplingGrid;
import io.mien.ingest.sources.VideoFileSource;
import io.mien.ingest.sources.VideoOptions;
import io.mien.pictures.Orientation;
import io.mien.schemas.registry.SchemaRegistrySettings;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A feed that is to be published.
 *
 * @param streamId no other feed has it
 * @param opener opens its source
 * @param pace when its frames are published
 * @param loop whether it begins again at its end
 * @param start when its first picture was taken, or null: unknown
 * @param onTakenName what is done if another process publishes a stream of that name
 * @param notes what its user wants to know beforehand, one sentence each
 * @param live the feed that the opener belongs to, if it has no end; null for a recording
 * @param sampling the grid on which its publisher chooses pictures; null: all that the source gives
 * @param purpose declared for its pictures, or null
 */
public record FeedPlan(
        String streamId,
        FrameSource.Opener opener,
        Pace pace,
        boolean loop,
        @Nullable Instant start,
        TakenName onTakenName,
        List<String> notes,
        @Nullable LiveFeed live,
        @Nullable SamplingGrid sampling,
        @Nullable String purpose) {
    private static final Duration DRAWN_LENGTH = Duration.ofSeconds(48);

    public FeedPlan {
        notes = List.copyOf(notes);
    }

    /** The same for a purpose; null for none. */
    FeedPlan withPurpose(@Nullable String declared) {
        return new FeedPlan(streamId, opener, pace, loop, start, onTakenName, notes, live, sampling, declared);
    }

    /** Of what has no time of its own. */
    public FeedPlan(String streamId, FrameSource.Opener opener, Pace pace, boolean loop) {
        this(streamId, opener, pace, loop, null, TakenName.FIND_ANOTHER, List.of(), null, null, null);
    }

    /**
     * Of a live feed.
     *
     * @param opener of the feed, or of what is painted over it
     */
    static FeedPlan of(
            String streamId, LiveFeed feed, FrameSource.Opener opener, TakenName onTakenName, SamplingChoice sampling) {
        boolean ends = feed.address().ends();
        return new FeedPlan(
                streamId,
                opener,
                ends ? Pace.REAL_TIME : Pace.LIVE,
                !ends,
                null,
                onTakenName,
                List.of(),
                feed,
                // A camera's pictures are chosen where they are read.
                ends || feed.address().isFolder() ? sampling.ofRecording() : null,
                null);
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
     * @param inputs files, or addresses of live feeds
     * @param pace as given, or null for the usual one
     * @throws FrameSourceException if a file is to say when it was made, and cannot be read
     */
    public static List<FeedPlan> of(
            List<String> inputs, @Nullable String pace, RecordingOptions options, LiveInputOptions liveOptions)
            throws FrameSourceException {
        Pace chosen = pace == null ? Pace.AS_FAST_AS_POSSIBLE : parse(pace);
        VideoOptions video = options.video();
        List<String> given = options.namesFor(inputs);
        List<FeedPlan> feeds = new ArrayList<>();
        StreamNames names = new StreamNames();
        for (String input : inputs) {
            @Nullable String name = given.isEmpty() ? null : given.get(feeds.size());
            feeds.add(
                    LiveAddress.isLive(input)
                            ? live(liveOptions.address(input), name, names, video.mounting(), liveOptions)
                            : recording(Path.of(input), name, names, chosen, video, options)
                                    .withSampling(liveOptions.sampling().ofRecording()));
        }
        return feeds;
    }

    private static FeedPlan live(
            LiveAddress address,
            @Nullable String given,
            StreamNames names,
            Orientation mounting,
            LiveInputOptions options) {
        LiveFeed feed = new LiveFeed(address, options.options(mounting));
        return of(
                given == null ? names.of(address.streamName()) : given,
                feed,
                feed,
                given == null ? TakenName.FIND_ANOTHER : TakenName.REFUSE,
                options.sampling());
    }

    private FeedPlan withSampling(@Nullable SamplingGrid grid) {
        return new FeedPlan(streamId, opener, pace, loop, start, onTakenName, notes, live, grid, purpose);
    }

    private static FeedPlan recording(
            Path file,
            @Nullable String given,
            StreamNames names,
            Pace pace,
            VideoOptions video,
            RecordingOptions options)
            throws FrameSourceException {
        return new FeedPlan(
                given == null ? names.of(file) : given,
                () -> VideoFileSource.open(file, video),
                pace,
                false,
                options.startOf(file),
                given == null ? TakenName.FIND_ANOTHER : TakenName.REFUSE,
                given == null && StreamNames.isShortened(file)
                        ? List.of("the file's name is too long for a stream: shortened, with a digest")
                        : List.of(),
                null,
                null,
                null);
    }

    /**
     * Looks whether it can be read at all, so that what cannot is told before anything is started. A live feed may come
     * later.
     *
     * @throws FrameSourceException if not
     */
    public void requireReadable() throws FrameSourceException {
        if (live == null) {
            opener.open().close();
        }
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
                .withLoop(loop)
                .withStart(start)
                .withSampling(sampling)
                .withPurpose(purpose)
                .withOnTakenName(onTakenName);
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
