package io.mien.infer.element;

import static org.assertj.core.api.Assertions.assertThat;

import io.mien.infer.element.Clip.Evidence;
import io.mien.infer.element.FrameReference.CameraBox;
import java.io.IOException;
import java.util.List;
import org.apache.flink.core.memory.DataInputDeserializer;
import org.apache.flink.core.memory.DataOutputSerializer;
import org.junit.jupiter.api.Test;

final class ClipTest {
    private static final SubjectKey SUBJECT = new SubjectKey("camera", "face");
    private static final FrameReference REFERENCE =
            new FrameReference("face-frames", 3, 17, 5, new CameraBox(1, 2, 3, 4));

    private static Clip clip(List<Evidence.Place> places, List<Integer> skipped) {
        Evidence evidence =
                new Evidence(Evidence.Sufficiency.DEGRADED, "too few", 2, 14, REFERENCE, REFERENCE, places, skipped);
        return new Clip(SUBJECT, 1, 9, evidence, new float[][] {{1, 2}, {3, 4}});
    }

    @Test
    void aScoredClipComesBackWithItsPlacesAndTheCellsPassedOver() throws IOException {
        ScoredClip.Format format = new ScoredClip.Format();
        ScoredClip written = new ScoredClip(
                clip(
                        List.of(
                                new Evidence.Place(5, new CameraBox(1, 2, 3, 4)),
                                new Evidence.Place(9, new CameraBox(5, 6, 7, 8))),
                        List.of(3, 4)),
                new float[] {0.5f},
                3);
        DataOutputSerializer out = new DataOutputSerializer(64);
        format.write(written, out);

        ScoredClip read = format.read(format.version(), new DataInputDeserializer(out.getCopyOfBuffer()));

        assertThat(read).usingRecursiveComparison().isEqualTo(written);
    }

    @Test
    void aScoredClipOfACheckpointFromBeforePlacesWereKeptHasNone() throws IOException {
        DataOutputSerializer out = new DataOutputSerializer(64);
        SUBJECT.write(out);
        out.writeLong(1);
        out.writeLong(9);
        out.writeUTF("DEGRADED");
        Fields.writeNullableText("too few", out);
        out.writeInt(2);
        out.writeInt(14);
        REFERENCE.write(out);
        REFERENCE.write(out);
        out.writeInt(2);
        Fields.writeFloats(new float[] {1, 2}, out);
        Fields.writeFloats(new float[] {3, 4}, out);
        Fields.writeFloats(new float[] {0.5f}, out);
        out.writeLong(3);

        ScoredClip read = new ScoredClip.Format().read(1, new DataInputDeserializer(out.getCopyOfBuffer()));

        assertThat(read)
                .usingRecursiveComparison()
                .isEqualTo(new ScoredClip(clip(List.of(), List.of()), new float[] {0.5f}, 3));
    }
}
