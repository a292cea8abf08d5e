package io.mien.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.mien.schemas.RefusedRecordException;
import io.mien.schemas.avro.ExpressionReading;
import io.mien.schemas.avro.FaceFrame;
import io.mien.schemas.registry.SchemaRegistry;
import io.mien.schemas.registry.SchemaRegistrySettings;
import io.mien.schemas.wire.RecordDeserializer;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** What a cluster's topics hold in the end, beside what they must. */
final class PublishedReadings {
    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final Duration SLIDE = Duration.ofMillis(500);

    private PublishedReadings() {}

    /** Until no reading has come for a while: the drawn faces end before the feed does, so there is no count to wait for. */
    static void awaitCalm(String server, SchemaRegistrySettings schemas) {
        List<Integer> sizes = new ArrayList<>();
        await().atMost(PATIENCE).pollInterval(Duration.ofSeconds(2)).until(() -> {
            sizes.add(readings(server, schemas).size());
            int last = sizes.size() - 1;
            return last >= 4 && sizes.get(last) > 20 && sizes.get(last).equals(sizes.get(last - 4));
        });
    }

    static List<ExpressionReading> readings(String server, SchemaRegistrySettings schemas)
            throws RefusedRecordException {
        return read(ExpressionReading.class, server, "expressions", schemas);
    }

    /** Each subject's face frames, by stream and subject. */
    static Map<String, PublishedTrack> tracks(String server, SchemaRegistrySettings schemas)
            throws RefusedRecordException {
        Map<String, PublishedTrack> tracks = new TreeMap<>();
        for (FaceFrame frame : read(FaceFrame.class, server, "face-frames", schemas)) {
            tracks.computeIfAbsent(key(frame.getStreamId(), frame.getSubjectId()), subject -> new PublishedTrack())
                    .add(frame);
        }
        return tracks;
    }

    private static <T extends SpecificRecord> List<T> read(
            Class<T> type, String server, String topic, SchemaRegistrySettings schemas) throws RefusedRecordException {
        List<T> values = new ArrayList<>();
        try (SchemaRegistry registry = schemas.open()) {
            RecordDeserializer<T> deserializer = new RecordDeserializer<>(type, registry);
            for (ConsumerRecord<byte[], byte[]> record : PlainReadings.records(server, topic)) {
                values.add(deserializer.read(record.value()));
            }
        }
        return values;
    }

    /** Each subject was followed to its end, has a reading every half second while it was seen, and each window has one id. */
    static void requireWhole(List<ExpressionReading> readings, Map<String, PublishedTrack> tracks) {
        Map<String, TreeMap<Instant, Set<String>>> ids = new TreeMap<>();
        for (ExpressionReading reading : readings) {
            ids.computeIfAbsent(key(reading.getStreamId(), reading.getSubjectId()), subject -> new TreeMap<>())
                    .computeIfAbsent(reading.getWindowEnd(), window -> new TreeSet<>())
                    .add(reading.getReadingId());
        }
        assertThat(ids).containsOnlyKeys(tracks.keySet());
        ids.forEach((subject, windows) -> {
            PublishedTrack track = tracks.getOrDefault(subject, new PublishedTrack());
            assertThat(track.hasEnded()).as(subject).isTrue();
            NavigableSet<Instant> seen = track.seen();
            assertThat(windows.firstKey())
                    .as(subject)
                    .isBetween(seen.first(), seen.first().plus(SLIDE));
            assertThat(windows.lastKey()).as(subject).isAfter(seen.last());
            List<Instant> ends = List.copyOf(windows.keySet());
            for (int i = 1; i < ends.size(); i++) {
                assertThat(ends.get(i)).as(subject).isEqualTo(ends.get(i - 1).plus(SLIDE));
            }
            assertThat(windows.values())
                    .as(subject)
                    .allSatisfy(window -> assertThat(window).hasSize(1));
        });
    }

    private static String key(String streamId, String subjectId) {
        return streamId + '/' + subjectId;
    }
}
