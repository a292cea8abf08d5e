package io.mien.infer;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.mien.infer.accounting.InferenceCounters;
import io.mien.models.ModelRunnerFactory;
import io.mien.models.testkit.FormulaModelRunner;
import io.mien.schemas.DeadLetterHeaders;
import io.mien.schemas.DeadLetterReason;
import io.mien.schemas.Topic;
import io.mien.schemas.avro.ExpressionReading;
import io.mien.schemas.avro.FaceFrame;
import io.mien.schemas.avro.ImageEncoding;
import io.mien.schemas.avro.Landmarks;
import io.mien.schemas.avro.Point;
import io.mien.schemas.avro.ReadingStatus;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What is no face frame harms nobody, and is set aside as it came. */
@Tag("long")
@Timeout(180)
class BadRecordsIT {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final ModelRunnerFactory FORMULA =
            FormulaModelRunner.factory(FormulaModelRunner.Settings.defaults());

    @TempDir
    Path folder;

    @Test
    void badRecordsAreSetAsideAndOthersReadingsAreAsWithoutThem() throws Exception {
        List<FaceFrame> good = TestFrames.track("camera", "good", 100);
        List<ExpressionReading> undisturbed = run(folder.resolve("without"), good);
        Map<DeadLetterReason, Long> expected = new EnumMap<>(DeadLetterReason.class);
        try (InferenceCluster cluster = new InferenceCluster(folder.resolve("with"));
                InferenceApplication application =
                        InferenceApplication.start(cluster.configuration(), FORMULA, folder.resolve("state"))) {
            long sent = 0;
            for (FaceFrame frame : good) {
                cluster.send(List.of(frame));
                // Of enough frames for its windows to reach the model, in batches with those of the good one.
                cluster.send(List.of(poisonedClip(frame.getSequence())));
                sent += 2;
                if (!frame.getTrackEnded() && frame.getSequence() % 10 == 5) {
                    sent += sendBadRecords(cluster, frame.getSequence(), expected);
                }
            }
            for (String poisoned : List.of("poisoned-frame", "poisoned-clip")) {
                FaceFrame end = TestFrames.end("camera", poisoned, 99, 4000);
                cluster.send(List.of(end));
                sent++;
            }
            application.drainAndStop(PATIENCE);

            InferenceCounters counters = application.counters();
            assertThat(counters.read()).isEqualTo(sent);
            assertThat(counters.inFlight()).isZero();
            assertThat(counters.deadLettered()).containsAllEntriesOf(expected);
            assertThat(counters.deadLetters())
                    .isEqualTo(expected.values().stream()
                            .mapToLong(Long::longValue)
                            .sum());

            TestReadings.assertSameButForOffsets(cluster.readings("camera", "good"), undisturbed);
            assertThat(cluster.readings("camera", "poisoned-frame")).isEmpty();
            assertThat(cluster.readings("camera", "poisoned-clip"))
                    .hasSameSizeAs(undisturbed)
                    .allSatisfy(reading -> assertThat(reading.getStatus()).isEqualTo(ReadingStatus.ABSTAINED));
            assertThat(cluster.readings("camera", "poisoned-clip").get(3).getReason())
                    .startsWith("the model failed on this clip: ");
            assertThat(application.classification().failedItems()).isEqualTo(undisturbed.size() - 1);
            assertDeadLettersAreAsReceived(cluster, expected);
        }
    }

    private static FaceFrame poisonedClip(long sequence) {
        return TestFrames.frame(
                "camera",
                "poisoned-clip",
                sequence,
                40 * sequence,
                FormulaModelRunner.poisonClip(TestFrames.pixels("camera", "poisoned-clip", sequence)));
    }

    private List<ExpressionReading> run(Path place, List<FaceFrame> frames) throws Exception {
        try (InferenceCluster cluster = new InferenceCluster(place);
                InferenceApplication application =
                        InferenceApplication.start(cluster.configuration(), FORMULA, place.resolve("state"))) {
            cluster.send(frames);
            application.drainAndStop(PATIENCE);
            return cluster.readings();
        }
    }

    private static long sendBadRecords(InferenceCluster cluster, long sequence, Map<DeadLetterReason, Long> expected)
            throws Exception {
        FaceFrame frame = TestFrames.frame("camera", "bad", sequence, 40 * sequence);
        byte[] bytes = cluster.bytes(frame);
        byte[] unknownSchema = bytes.clone();
        unknownSchema[1] = 99;
        byte[] truncated = Arrays.copyOf(bytes, bytes.length / 2);
        FaceFrame poisonedFrame = TestFrames.frame(
                "camera",
                "poisoned-frame",
                sequence,
                40 * sequence,
                FormulaModelRunner.poison(TestFrames.pixels("camera", "poisoned-frame", sequence)));
        List<Map.Entry<DeadLetterReason, byte[]>> records = List.of(
                Map.entry(DeadLetterReason.NOT_AVRO, "no frame at all".getBytes(UTF_8)),
                Map.entry(DeadLetterReason.NOT_AVRO, truncated),
                Map.entry(DeadLetterReason.UNKNOWN_SCHEMA, unknownSchema),
                Map.entry(
                        DeadLetterReason.NOT_AN_IMAGE,
                        cluster.bytes(FaceFrame.newBuilder(frame)
                                .setEncoding(ImageEncoding.JPEG)
                                .build())),
                Map.entry(
                        DeadLetterReason.IMAGE_TOO_LARGE,
                        cluster.bytes(FaceFrame.newBuilder(frame)
                                .setWidth(10_000)
                                .setHeight(10_000)
                                .build())),
                Map.entry(
                        DeadLetterReason.IMAGE_SIZE_MISMATCH,
                        cluster.bytes(FaceFrame.newBuilder(frame)
                                .setImage(ByteBuffer.allocate(17))
                                .build())),
                Map.entry(
                        DeadLetterReason.CAPTURED_IN_FUTURE,
                        cluster.bytes(FaceFrame.newBuilder(frame)
                                .setCapturedAt(Instant.now().plus(Duration.ofDays(3)))
                                .build())),
                Map.entry(
                        DeadLetterReason.INVALID_RECORD,
                        cluster.bytes(
                                FaceFrame.newBuilder(frame).setSubjectId(" ").build())),
                Map.entry(
                        DeadLetterReason.INVALID_RECORD,
                        cluster.bytes(FaceFrame.newBuilder(frame)
                                .setSubjectId("s1\nINFO all is well")
                                .build())),
                Map.entry(
                        DeadLetterReason.INVALID_RECORD,
                        cluster.bytes(FaceFrame.newBuilder(frame)
                                .setLandmarks(landmarks(4e9f))
                                .build())),
                Map.entry(
                        DeadLetterReason.INVALID_RECORD,
                        cluster.bytes(FaceFrame.newBuilder(frame)
                                .setLandmarks(landmarks(Float.NaN))
                                .build())),
                Map.entry(
                        DeadLetterReason.INVALID_RECORD,
                        cluster.bytes(FaceFrame.newBuilder(frame)
                                .setCapturedAt(Instant.ofEpochMilli(TestFrames.START.getEpochSecond()))
                                .build())),
                Map.entry(DeadLetterReason.MODEL_FAILURE, cluster.bytes(poisonedFrame)));
        for (Map.Entry<DeadLetterReason, byte[]> bad : records) {
            cluster.send("camera", bad.getValue());
            expected.merge(bad.getKey(), 1L, Long::sum);
        }
        cluster.send("camera", null);
        cluster.send("another-key", bytes);
        expected.merge(DeadLetterReason.NOT_AVRO, 1L, Long::sum);
        expected.merge(DeadLetterReason.INVALID_RECORD, 1L, Long::sum);
        return records.size() + 2L;
    }

    /** Marks of a face, of which one lies elsewhere. */
    private static Landmarks landmarks(float elsewhere) {
        return new Landmarks(
                new Point(10f, 10f),
                new Point(20f, 10f),
                new Point(15f, 15f),
                new Point(10f, 20f),
                new Point(elsewhere, 20f));
    }

    private static void assertDeadLettersAreAsReceived(InferenceCluster cluster, Map<DeadLetterReason, Long> expected) {
        Map<String, ConsumerRecord<byte[], byte[]>> frames = new HashMap<>();
        for (ConsumerRecord<byte[], byte[]> frame : cluster.records(Topic.FACE_FRAMES)) {
            frames.put(frame.partition() + "/" + frame.offset(), frame);
        }
        Map<DeadLetterReason, Long> reasons = new EnumMap<>(DeadLetterReason.class);
        for (ConsumerRecord<byte[], byte[]> letter : cluster.records(Topic.FACE_FRAMES_DEAD_LETTERS)) {
            reasons.merge(DeadLetterReason.valueOf(text(letter, DeadLetterHeaders.REASON)), 1L, Long::sum);
            String place = text(letter, DeadLetterHeaders.PARTITION) + "/" + text(letter, DeadLetterHeaders.OFFSET);
            ConsumerRecord<byte[], byte[]> frame = Objects.requireNonNull(frames.get(place), place);
            assertThat(letter.value()).isEqualTo(frame.value());
            assertThat(letter.key()).isEqualTo(frame.key());
            assertThat(text(letter, DeadLetterHeaders.MESSAGE)).isNotBlank();
        }
        assertThat(reasons).isEqualTo(expected);
    }

    private static String text(ConsumerRecord<byte[], byte[]> record, String header) {
        return DeadLetterHeaders.text(record.headers(), header).orElseThrow();
    }
}
