package io.mien.dashboard;

import io.mien.schemas.avro.ExpressionReading;
import io.mien.schemas.avro.FramesUsed;
import io.mien.schemas.avro.InputCoordinates;
import io.mien.schemas.avro.LabelSetReference;
import io.mien.schemas.avro.ModelReference;
import io.mien.schemas.avro.ReadingStatus;
import io.mien.schemas.avro.RuntimeReference;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** Readings as the inference job writes them. */
final class TestReading {
    static final List<String> LABELS =
            List.of("happiness", "sadness", "neutral", "anger", "surprise", "disgust", "fear");
    static final Duration SLIDE = Duration.ofMillis(500);
    static final int FRAMES_PER_SLIDE = 15;

    private TestReading() {}

    /** The reading of a subject's n-th window, the windows half a second apart, at thirty frames a second. */
    static ExpressionReading of(String stream, String subject, int number, Instant first) {
        return builder(stream, subject, number, first).build();
    }

    /** The same, to be made into something else. */
    static ExpressionReading.Builder builder(String stream, String subject, int number, Instant first) {
        Instant end = first.plus(SLIDE.multipliedBy(number));
        return ExpressionReading.newBuilder()
                .setReadingId(stream + "/" + subject + "/" + number)
                .setStreamId(stream)
                .setSubjectId(subject)
                .setWindowStart(end.minusSeconds(2))
                .setWindowEnd(end)
                .setStatus(ReadingStatus.OK)
                .setLabelSet(new LabelSetReference("dfew-7", LABELS))
                .setProbabilities(probabilities(number))
                .setTopLabel(top(probabilities(number)))
                .setFrames(
                        new FramesUsed((long) FRAMES_PER_SLIDE * number, (long) FRAMES_PER_SLIDE * number + 59, 16, 0))
                .setInput(new InputCoordinates("face-frames", 0, 100L, 160L))
                .setModel(new ModelReference("dfer-clip-tiny", "1", "sha256:0123456789abcdef", "sha256:fedcba", false))
                .setRuntime(new RuntimeReference(
                        "2.18.0", "CPU", "float32", "encoder 32, classifier 16, padded", "AVX2", 1))
                .setPurpose("a test")
                .setProducedAt(end.plusMillis(120));
    }

    static ExpressionReading abstaining(String stream, String subject, int number, Instant first) {
        return builder(stream, subject, number, first)
                .setStatus(ReadingStatus.ABSTAINED)
                .setReason("3 frames of 16 (expected: at least 4)")
                .setProbabilities(List.of())
                .setTopLabel(null)
                .build();
    }

    static ExpressionReading degraded(String stream, String subject, int number, Instant first) {
        return builder(stream, subject, number, first)
                .setStatus(ReadingStatus.DEGRADED)
                .setReason("10 frames of 16, the others repeat a neighbour")
                .setFrames(frames(number, 10, 6))
                .build();
    }

    static ExpressionReading untrained(ExpressionReading reading) {
        return ExpressionReading.newBuilder(reading)
                .setModel(ModelReference.newBuilder(reading.getModel())
                        .setUntrained(true)
                        .build())
                .build();
    }

    private static FramesUsed frames(int number, int used, int padded) {
        long first = (long) FRAMES_PER_SLIDE * number;
        return new FramesUsed(first, first + 59, used, padded);
    }

    /** Slow waves, one label after the other on top. */
    static List<Float> probabilities(int number) {
        double[] scores = new double[LABELS.size()];
        double sum = 0;
        for (int label = 0; label < scores.length; label++) {
            scores[label] = Math.exp(2.2 * Math.cos(number / 16.0 - label * 2 * Math.PI / scores.length));
            sum += scores[label];
        }
        List<Float> probabilities = new ArrayList<>();
        for (double score : scores) {
            probabilities.add((float) (score / sum));
        }
        return probabilities;
    }

    static String top(List<Float> probabilities) {
        int top = 0;
        for (int label = 1; label < probabilities.size(); label++) {
            top = probabilities.get(label) > probabilities.get(top) ? label : top;
        }
        return LABELS.get(top);
    }
}
