package io.mien.infer.operator;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mien.infer.TestFrames;
import io.mien.infer.element.CellEvent;
import io.mien.infer.element.EncodedFrame;
import io.mien.infer.element.GuardedFrame;
import io.mien.infer.element.OutgoingRecord;
import io.mien.infer.element.SourceRecord;
import io.mien.infer.element.SubjectKey;
import io.mien.models.ModelRunnerFactory;
import io.mien.models.testkit.FormulaModelRunner;
import io.mien.schemas.DeadLetterHeaders;
import io.mien.schemas.DeadLetterReason;
import io.mien.schemas.Topic;
import io.mien.schemas.avro.FaceFrame;
import io.mien.schemas.registry.InMemorySchemaRegistry;
import io.mien.schemas.registry.SchemaRegistryException;
import io.mien.schemas.wire.RecordSerializer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.List;
import org.apache.kafka.common.KafkaException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The net below the job's rules: a record is set aside, the world is waited for. */
final class UnexpectedFailuresTest {
    private static final String CLASS = "java.lang.IllegalStateException";
    private static final ModelRunnerFactory FORMULA =
            FormulaModelRunner.factory(FormulaModelRunner.Settings.defaults());

    private final RecordSerializer<FaceFrame> serializer =
            new RecordSerializer<>(FaceFrame.class, Topic.FACE_FRAMES, new InMemorySchemaRegistry());

    @Test
    void theGuardSetsAsideARecordThatSomethingUnexpectedHappensTo() throws Exception {
        try (StagedJob job = new StagedJob(
                OddRegistry.failing(() -> new IllegalStateException("nobody thought of this")), FORMULA)) {
            List<GuardedFrame> guarded = job.guard(List.of(good(0), odd(1), good(2)));

            assertThat(guarded).extracting(GuardedFrame::sequence).containsExactly(0L, 2L);
            isUnexpected(job, "guard", CLASS, odd(1));
        }
    }

    @Test
    void theEncoderSetsAsideARecordThatSomethingUnexpectedHappensTo() throws Exception {
        try (StagedJob job = new StagedJob(
                OddRegistry.failing(() -> new IllegalStateException("nobody thought of this")), FORMULA)) {
            assertThat(job.encode(List.of(sampled(good(0), 0), sampled(odd(1), 1), sampled(good(2), 2))))
                    .hasOnlyElementsOfType(EncodedFrame.class)
                    .hasSize(2);

            isUnexpected(job, "encoder", CLASS, odd(1));
        }
    }

    /** The guard would not have let it pass; what is in a checkpoint of another version may never have met this guard. */
    @Test
    void theEncoderSetsAsideAPictureThatNoRuleHasRefused() throws Exception {
        SourceRecord small = source(
                1,
                serializer.serialize(FaceFrame.newBuilder(TestFrames.frame("camera", "face", 1, 40))
                        .setImage(ByteBuffer.allocate(17))
                        .build()));
        try (StagedJob job = new StagedJob(OddRegistry.sound(), FORMULA)) {
            job.encode(List.of(sampled(good(0), 0), sampled(small, 1), sampled(good(2), 2)));

            isUnexpected(job, "encoder", "java.lang.IllegalArgumentException", small);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"registry", "broker", "disk"})
    void whatIsWrongWithTheWorldFailsTheTask(String part) {
        try (StagedJob job = new StagedJob(OddRegistry.failing(() -> gone(part)), FORMULA)) {
            assertThatThrownBy(() -> job.guard(List.of(odd(0))))
                    .isInstanceOf(gone(part).getClass());
            assertThatThrownBy(() -> job.encode(List.of(sampled(odd(0), 0))))
                    .isInstanceOf(gone(part).getClass());
            assertThat(job.deadLetters()).isEmpty();
        }
    }

    @Test
    void aLackOfMemoryFailsTheTask() {
        try (StagedJob job = new StagedJob(
                OddRegistry.failing(() -> {
                    throw new OutOfMemoryError("for the test");
                }),
                FORMULA)) {
            assertThatThrownBy(() -> job.guard(List.of(odd(0)))).isInstanceOf(OutOfMemoryError.class);
            assertThatThrownBy(() -> job.encode(List.of(sampled(odd(0), 0)))).isInstanceOf(OutOfMemoryError.class);
        }
    }

    private static RuntimeException gone(String part) {
        return switch (part) {
            case "registry" -> new SchemaRegistryException("the registry does not answer");
            case "broker" -> new KafkaException("the broker does not answer");
            default -> new UncheckedIOException(new IOException("the disk is full"));
        };
    }

    private static void isUnexpected(StagedJob job, String stage, String exception, SourceRecord record) {
        assertThat(job.deadLetters()).singleElement().satisfies(letter -> {
            assertThat(header(letter, DeadLetterHeaders.REASON)).isEqualTo("UNEXPECTED");
            assertThat(header(letter, DeadLetterHeaders.EXCEPTION)).isEqualTo(exception);
            assertThat(header(letter, DeadLetterHeaders.MESSAGE)).startsWith(exception + ": ");
            assertThat(header(letter, DeadLetterHeaders.STAGE)).isEqualTo(stage);
            assertThat(header(letter, DeadLetterHeaders.OFFSET)).isEqualTo(Long.toString(record.offset()));
            assertThat(letter.key()).isEqualTo(record.key());
            assertThat(letter.value()).isEqualTo(record.value());
        });
        assertThat(job.counters().deadLettered()).containsEntry(DeadLetterReason.UNEXPECTED, 1L);
    }

    private static String header(OutgoingRecord letter, String name) {
        return letter.headers().stream()
                .filter(header -> header.name().equals(name))
                .map(header -> new String(header.value(), UTF_8))
                .findFirst()
                .orElseThrow();
    }

    private SourceRecord good(long sequence) {
        return source(sequence, serializer.serialize(TestFrames.frame("camera", "face", sequence, 40 * sequence)));
    }

    private SourceRecord odd(long sequence) {
        byte[] value = serializer.serialize(TestFrames.frame("camera", "face", sequence, 40 * sequence));
        ByteBuffer.wrap(value).putInt(1, OddRegistry.ODD_ID);
        return source(sequence, value);
    }

    private static SourceRecord source(long offset, byte[] value) {
        return new SourceRecord("face-frames", 0, offset, "camera".getBytes(UTF_8), value, List.of());
    }

    private static CellEvent sampled(SourceRecord source, long cell) {
        return new CellEvent.SampledFrame(
                new GuardedFrame(source, new SubjectKey("camera", "face"), source.offset(), 125_000 * cell, false),
                cell,
                null);
    }
}
