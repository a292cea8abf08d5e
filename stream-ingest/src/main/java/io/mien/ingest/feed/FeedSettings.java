package io.mien.ingest.feed;

import io.mien.ingest.IngestConfiguration;
import io.mien.ingest.sources.SamplingGrid;
import io.mien.schemas.IdentifierRule;
import io.mien.schemas.registry.SchemaRegistrySettings;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Settings of how a source is published.
 *
 * @param kafka client settings, at least {@code bootstrap.servers}; security settings as for any client
 * @param registry where the schemas are
 * @param streamId of the feed, 1 to 200 characters, or null for the one the source proposes. No other feed may have it
 *     at the same time
 * @param onTakenName what is done if another one has it nevertheless
 * @param pace when frames are published
 * @param loop whether a source that has ended is opened again, in a new session; not as fast as possible
 * @param longestSide larger pictures are reduced to this, pixels, 16 to 4096
 * @param jpegQuality 1 to 100
 * @param bufferBytes how much may wait in memory for the broker, at least 16 MiB
 * @param longestLead how many frames may be published that {@code readerGroup} has not read yet; 0 for any number. The
 *     bound keeps a long video from filling the broker's disk, and from expiring there before it is read
 * @param readerGroup the consumer group whose committed offsets say what has been read: the topology's application id
 * @param start what the first frame's captured_at is, or null: the time of publishing in real time, and otherwise a time
 *     so long ago that no frame lies in the future
 * @param sampling the grid on which pictures of the source are chosen, or null: all are published. Of a live feed that is
 *     sampled where it is read ({@link io.mien.ingest.sources.LiveOptions}) it is null
 * @param purpose what the pictures are taken for, stamped on each and on the readings; null: nothing is declared
 */
public record FeedSettings(
        Map<String, String> kafka,
        SchemaRegistrySettings registry,
        @Nullable String streamId,
        TakenName onTakenName,
        Pace pace,
        boolean loop,
        int longestSide,
        int jpegQuality,
        int bufferBytes,
        int longestLead,
        String readerGroup,
        @Nullable Instant start,
        @Nullable SamplingGrid sampling,
        @Nullable String purpose) {
    /** The longest side of {@link #defaults}, which is enough for every detector here. */
    public static final int DEFAULT_LONGEST_SIDE = 1280;

    /** The quality of {@link #defaults}. */
    static final int DEFAULT_JPEG_QUALITY = 92;

    /** Characters; the topology refuses longer ones. */
    public static final int LONGEST_STREAM_ID = 200;

    private static final int LEAST_BUFFER_BYTES = 16 << 20;

    public FeedSettings {
        kafka = Map.copyOf(kafka);
        if (!kafka.containsKey("bootstrap.servers")) {
            throw new IllegalArgumentException("kafka: no bootstrap.servers (expected: host:port of a broker)");
        }
        if (streamId != null) {
            new IdentifierRule(LONGEST_STREAM_ID)
                    .objection("stream id", streamId)
                    .ifPresent(objection -> {
                        throw new IllegalArgumentException(objection);
                    });
        }
        if (purpose != null) {
            IdentifierRule.OF_PURPOSES.objection("purpose", purpose).ifPresent(objection -> {
                throw new IllegalArgumentException(objection);
            });
        }
        if (loop && pace == Pace.AS_FAST_AS_POSSIBLE) {
            throw new IllegalArgumentException("loop: with pace " + pace + " (expected: REAL_TIME or LIVE)");
        }
        if (longestSide < 16 || longestSide > 4096) {
            throw new IllegalArgumentException("longest side: " + longestSide + " (expected: 16 to 4096)");
        }
        if (jpegQuality < 1 || jpegQuality > 100) {
            throw new IllegalArgumentException("JPEG quality: " + jpegQuality + " (expected: 1 to 100)");
        }
        if (bufferBytes < LEAST_BUFFER_BYTES) {
            throw new IllegalArgumentException(
                    "buffer: " + bufferBytes + " bytes (expected: at least " + LEAST_BUFFER_BYTES + ")");
        }
        if (longestLead < 0) {
            throw new IllegalArgumentException("longest lead: " + longestLead + " (expected: at least 0 frames)");
        }
    }

    /** Pictures up to 1280 pixels as JPEG of quality 92, at most 256 of them ahead of the topology's default group. */
    public static FeedSettings defaults(Map<String, String> kafka, SchemaRegistrySettings registry, Pace pace) {
        return new FeedSettings(
                kafka,
                registry,
                null,
                TakenName.FIND_ANOTHER,
                pace,
                false,
                DEFAULT_LONGEST_SIDE,
                DEFAULT_JPEG_QUALITY,
                32 << 20,
                256,
                IngestConfiguration.DEFAULT_APPLICATION_ID,
                null,
                null,
                null);
    }

    /** The same for a stream of this id. */
    public FeedSettings withStreamId(String id) {
        Draft draft = new Draft(this);
        draft.streamId = id;
        return draft.finish();
    }

    /** The same with another way out of a name that is taken. */
    public FeedSettings withOnTakenName(TakenName way) {
        Draft draft = new Draft(this);
        draft.onTakenName = way;
        return draft.finish();
    }

    /** The same, again and again, or once. */
    public FeedSettings withLoop(boolean again) {
        Draft draft = new Draft(this);
        draft.loop = again;
        return draft.finish();
    }

    /** The same with this time for the first frame. */
    public FeedSettings withStart(@Nullable Instant instant) {
        Draft draft = new Draft(this);
        draft.start = instant;
        return draft.finish();
    }

    /** The same, sampled on this grid, or not. */
    public FeedSettings withSampling(@Nullable SamplingGrid grid) {
        Draft draft = new Draft(this);
        draft.sampling = grid;
        return draft.finish();
    }

    /** The same, for a purpose that is declared; null for none. */
    public FeedSettings withPurpose(@Nullable String declared) {
        Draft draft = new Draft(this);
        draft.purpose = declared;
        return draft.finish();
    }

    /** A copy that may be changed until it is finished: the one place that knows the order of the components. */
    private static final class Draft {
        private final FeedSettings from;
        private @Nullable String streamId;
        private TakenName onTakenName;
        private boolean loop;
        private @Nullable Instant start;
        private @Nullable SamplingGrid sampling;
        private @Nullable String purpose;

        Draft(FeedSettings from) {
            this.from = from;
            this.streamId = from.streamId;
            this.onTakenName = from.onTakenName;
            this.loop = from.loop;
            this.start = from.start;
            this.sampling = from.sampling;
            this.purpose = from.purpose;
        }

        FeedSettings finish() {
            return new FeedSettings(
                    from.kafka,
                    from.registry,
                    streamId,
                    onTakenName,
                    from.pace,
                    loop,
                    from.longestSide,
                    from.jpegQuality,
                    from.bufferBytes,
                    from.longestLead,
                    from.readerGroup,
                    start,
                    sampling,
                    purpose);
        }
    }
}
