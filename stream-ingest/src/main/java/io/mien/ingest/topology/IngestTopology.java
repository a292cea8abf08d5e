package io.mien.ingest.topology;

import io.mien.ingest.detect.FaceDetector;
import io.mien.ingest.state.StreamState;
import io.mien.schemas.Topic;
import io.mien.schemas.registry.SchemaRegistry;
import java.time.InstantSource;
import java.util.Map;
import java.util.function.Supplier;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.AutoOffsetReset;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.processor.TimestampExtractor;
import org.apache.kafka.streams.processor.WallclockTimestampExtractor;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.StoreBuilder;
import org.apache.kafka.streams.state.Stores;
import org.jspecify.annotations.Nullable;

/**
 * Builds the topology from {@code camera-frames} to {@code face-frames}:
 *
 * <pre>
 * camera-frames ─ frames ─┬─ faces ──────────▶ face-frames
 *                 (tracks)└─ dead-letters ───▶ camera-frames.dlq
 * </pre>
 *
 * <p>Keys and values are bytes throughout: what cannot be read has to leave as it came. Stream's state is small (boxes,
 * no pictures), kept in memory and in a changelog.
 */
public final class IngestTopology {
    public static final String STORE = "tracks";

    /** The topic that Kafka Streams keeps the tracks in. */
    public static String tracksTopic(String applicationId) {
        return applicationId + "-" + STORE + "-changelog";
    }

    static final String FACES = "faces";
    static final String DEAD_LETTERS = "dead-letters";
    private static final String SOURCE = "camera-frames";
    private static final String FRAMES = "frames";

    private IngestTopology() {}

    /**
     * The topology.
     *
     * @param registry for all tasks; has to outlive them
     * @param detectors makes one for each task
     * @param freshness of live cameras' frames; null: all are looked at. It needs a topic of append times
     */
    public static Topology build(
            FaceSettings settings,
            SchemaRegistry registry,
            Supplier<FaceDetector> detectors,
            IngestCounters counters,
            @Nullable LiveFreshness freshness) {
        StoreBuilder<KeyValueStore<String, StreamState>> tracks = Stores.keyValueStoreBuilder(
                        Stores.inMemoryKeyValueStore(STORE), Serdes.String(), StreamStates.serde())
                .withLoggingEnabled(Map.of());
        Topology topology = new Topology();
        // When pictures were taken, frames say themselves. The records' time is of use only as long as it is the
        // broker's,
        // and a wrong stamp must not stop anything.
        TimestampExtractor times =
                freshness == null ? new WallclockTimestampExtractor() : new AppendTime(InstantSource.system());
        topology.addSource(
                AutoOffsetReset.earliest(),
                SOURCE,
                times,
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer(),
                Topic.CAMERA_FRAMES.topicName());
        topology.addProcessor(
                FRAMES, () -> new FaceFrameProcessor(settings, registry, detectors, counters, freshness), SOURCE);
        topology.addStateStore(tracks, FRAMES);
        ByteArraySerializer bytes = new ByteArraySerializer();
        topology.addSink(FACES, Topic.FACE_FRAMES.topicName(), bytes, bytes, FRAMES);
        topology.addSink(DEAD_LETTERS, Topic.CAMERA_FRAMES_DEAD_LETTERS.topicName(), bytes, bytes, FRAMES);
        return topology;
    }
}
