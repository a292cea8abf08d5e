package io.mien.gateway;

import io.mien.schemas.avro.ExpressionReading;
import io.mien.schemas.avro.FramesUsed;
import io.mien.schemas.avro.InputCoordinates;
import io.mien.schemas.avro.LabelSetReference;
import io.mien.schemas.avro.ModelReference;
import io.mien.schemas.avro.ReadingStatus;
import io.mien.schemas.avro.RuntimeReference;
import java.time.Instant;
import java.util.List;

/** Readings as the inference job writes them. */
final class TestReadings {
    private TestReadings() {}

    static ExpressionReading of(String stream, String subject, long number, Instant end) {
        return ExpressionReading.newBuilder()
                .setReadingId(stream + "/" + subject + "/" + number)
                .setStreamId(stream)
                .setSubjectId(subject)
                .setWindowStart(end.minusSeconds(2))
                .setWindowEnd(end)
                .setStatus(ReadingStatus.OK)
                .setLabelSet(new LabelSetReference("two", List.of("happiness", "neutral")))
                .setProbabilities(List.of(0.75f, 0.25f))
                .setTopLabel("happiness")
                .setFrames(new FramesUsed(10L, 25L, 16, 0))
                .setInput(new InputCoordinates("face-frames", 0, 100L, 160L))
                .setModel(new ModelReference("dfer-clip-tiny", "1", "sha256:0123456789abcdef", "sha256:fedcba", false))
                .setRuntime(new RuntimeReference(
                        "2.18.0", "CPU", "float32", "encoder 32, classifier 16, padded", "AVX2", 1))
                .setPurpose("a test")
                .setProducedAt(end.plusMillis(120))
                .build();
    }
}
