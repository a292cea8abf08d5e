package io.mien.infer.operator;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.mien.infer.TestFrames;
import io.mien.infer.TestReadings;
import io.mien.infer.accounting.InferenceCounters;
import io.mien.infer.element.OutgoingRecord;
import io.mien.infer.element.SourceRecord;
import io.mien.models.testkit.FormulaModelRunner;
import io.mien.schemas.DeadLetterReason;
import io.mien.schemas.Topic;
import io.mien.schemas.avro.ExpressionReading;
import io.mien.schemas.avro.FaceFrame;
import io.mien.schemas.nonsense.NonsenseFaceFrames;
import io.mien.schemas.registry.InMemorySchemaRegistry;
import io.mien.schemas.wire.RecordDeserializer;
import io.mien.schemas.wire.RecordSerializer;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Records that fit the schema and make no sense: each is counted or set aside, and harms no other stream. */
final class NonsenseJobTest {
    private static final String STREAM = "camera";
    private static final int NONSENSE_A_FRAME = 20;

    private final InMemorySchemaRegistry registry = new InMemorySchemaRegistry();
    private final RecordSerializer<FaceFrame> serializer =
            new RecordSerializer<>(FaceFrame.class, Topic.FACE_FRAMES, registry);
    private final List<SourceRecord> records = new ArrayList<>();

    @SuppressWarnings(
            "NullAway") // it does not see that a record's array may be null when the record was compiled before
    private void add(byte @Nullable [] key, FaceFrame frame) {
        records.add(new SourceRecord("face-frames", 0, records.size(), key, serializer.serialize(frame), List.of()));
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void nonsenseOfAnySeedIsAccountedForAndHarmsNobodyElse(long seed) throws Exception {
        List<FaceFrame> good = TestFrames.track(STREAM, "good", 100);
        good.forEach(frame -> add(STREAM.getBytes(UTF_8), frame));
        List<ExpressionReading> undisturbed;
        try (StagedJob job = job()) {
            undisturbed = goodReadings(job.readings(records));
        }
        records.clear();
        NonsenseFaceFrames nonsense = new NonsenseFaceFrames(seed, List.of());
        for (FaceFrame frame : good) {
            for (int i = 0; i < NONSENSE_A_FRAME; i++) {
                FaceFrame bad = nonsense.next();
                add(nonsense.key(bad), bad);
            }
            add(STREAM.getBytes(UTF_8), frame);
        }

        try (StagedJob job = job()) {
            List<OutgoingRecord> readings = job.readings(records);

            TestReadings.assertSameButForOffsets(goodReadings(readings), undisturbed);
            InferenceCounters counters = job.counters();
            assertThat(counters.read()).isEqualTo(records.size());
            assertThat(counters.inFlight()).isZero();
            assertThat(job.deadLetters()).hasSize((int) counters.deadLetters());
            assertThat(counters.readingsMade()).isEqualTo(readings.size());
            // Much of it gets far, or nothing but the first rules would be tried.
            assertThat(counters.encoded()).isGreaterThan(records.size() / 20);
            // The net holds; but what it catches shows that a rule is missing.
            assertThat(counters.deadLettered()).containsEntry(DeadLetterReason.UNEXPECTED, 0L);
        }
    }

    private static StagedJob job() {
        return new StagedJob(OddRegistry.sound(), FormulaModelRunner.factory(FormulaModelRunner.Settings.defaults()));
    }

    /** Their schema is the writer's own: each job has a registry of its own, which gives ids in the order of asking. */
    private List<ExpressionReading> goodReadings(List<OutgoingRecord> readings) throws Exception {
        registry.register(Topic.EXPRESSIONS.subject(), ExpressionReading.getClassSchema());
        RecordDeserializer<ExpressionReading> deserializer =
                new RecordDeserializer<>(ExpressionReading.class, registry);
        List<ExpressionReading> good = new ArrayList<>();
        for (OutgoingRecord reading : readings) {
            ExpressionReading read = deserializer.read(reading.value());
            if (read.getStreamId().equals(STREAM)) {
                good.add(read);
            }
        }
        assertThat(good).isNotEmpty();
        return good;
    }
}
