package io.mien.infer.element;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import org.apache.flink.core.memory.DataInputDeserializer;
import org.apache.flink.core.memory.DataOutputSerializer;
import org.junit.jupiter.api.Test;

final class SkippedCellTest {
    private static final SubjectKey SUBJECT = new SubjectKey("camera", "face");
    private static final SkippedCell SKIPPED = new SkippedCell(SUBJECT, 14_200_000_000L);

    @Test
    void itComesBackFromTheSamplerAndFromTheEncoder() throws IOException {
        assertThat(copy(new CellEvent.Format(), SKIPPED)).isEqualTo(SKIPPED);
        assertThat(copy(new EncodingOutcome.Format(), SKIPPED)).isEqualTo(SKIPPED);
    }

    @Test
    void whatIsInCheckpointsFromBeforeCellsWerePassedOverIsRead() throws IOException {
        CellEvent sampled = new CellEvent.SampledFrame(
                new GuardedFrame(
                        new SourceRecord("face-frames", 1, 2, new byte[] {1}, new byte[] {2}, List.of(), 3),
                        SUBJECT,
                        4,
                        5,
                        false),
                6,
                null);
        DataOutputSerializer out = new DataOutputSerializer(64);
        new CellEvent.Format().write(sampled, out);
        assertThat(new CellEvent.Format().read(2, new DataInputDeserializer(out.getCopyOfBuffer())))
                .usingRecursiveComparison()
                .isEqualTo(sampled);

        EncodingOutcome encoded = new EncodedFrame(
                SUBJECT, 6, new float[] {1, 2}, new FrameReference("face-frames", 1, 2, 4, null), 7, "blurred");
        out = new DataOutputSerializer(64);
        new EncodingOutcome.Format().write(encoded, out);
        assertThat(new EncodingOutcome.Format().read(4, new DataInputDeserializer(out.getCopyOfBuffer())))
                .usingRecursiveComparison()
                .isEqualTo(encoded);
    }

    private static <T> T copy(ElementFormat<T> format, T element) throws IOException {
        DataOutputSerializer out = new DataOutputSerializer(64);
        format.write(element, out);
        return format.read(format.version(), new DataInputDeserializer(out.getCopyOfBuffer()));
    }
}
