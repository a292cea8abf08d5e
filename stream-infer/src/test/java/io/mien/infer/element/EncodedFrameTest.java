package io.mien.infer.element;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.apache.flink.core.memory.DataInputDeserializer;
import org.apache.flink.core.memory.DataOutputSerializer;
import org.junit.jupiter.api.Test;

final class EncodedFrameTest {
    private static final SubjectKey SUBJECT = new SubjectKey("camera", "face");
    private static final FrameReference REFERENCE =
            new FrameReference("face-frames", 3, 17, 5, new FrameReference.CameraBox(1, 2, 3, 4));
    private static final EncodedFrame.Format FORMAT = new EncodedFrame.Format();

    @Test
    void aFrameComesBackWithItsDoubt() throws IOException {
        EncodedFrame written =
                new EncodedFrame(SUBJECT, 9, new float[] {1, 2}, REFERENCE, 77, "face turned by 50 degrees");
        DataOutputSerializer out = new DataOutputSerializer(64);
        FORMAT.write(written, out);

        EncodedFrame read = FORMAT.read(FORMAT.version(), new DataInputDeserializer(out.getCopyOfBuffer()));

        assertThat(read).usingRecursiveComparison().isEqualTo(written);
    }

    @Test
    void aFrameComesBackWithItsPlaceInItsSourceAndItsPurpose() throws IOException {
        FrameReference reference = new FrameReference(
                "face-frames", 3, 17, 5, null, new FrameReference.Source("one", -1_000), "a study of gait");
        EncodedFrame written = new EncodedFrame(SUBJECT, 9, new float[] {1, 2}, reference, 1, null);
        DataOutputSerializer out = new DataOutputSerializer(64);
        FORMAT.write(written, out);

        EncodedFrame read = FORMAT.read(FORMAT.version(), new DataInputDeserializer(out.getCopyOfBuffer()));

        assertThat(read).usingRecursiveComparison().isEqualTo(written);
    }

    @Test
    void aReferenceFromBeforeSourcesWereKeptHasNone() throws IOException {
        DataOutputSerializer out = new DataOutputSerializer(64);
        out.writeUTF("face-frames");
        out.writeInt(3);
        out.writeLong(17);
        out.writeLong(5);
        out.writeBoolean(true);
        for (float side : new float[] {1, 2, 3, 4}) {
            out.writeFloat(side);
        }

        assertThat(FrameReference.read(new DataInputDeserializer(out.getCopyOfBuffer())))
                .isEqualTo(REFERENCE);
    }

    @Test
    void floatsHaveTheBytesOfJavasOwnSoThatOlderCheckpointsAreRead() throws IOException {
        float[] values = {0, -0.0f, 1.5f, -3.25e-7f, Float.MAX_VALUE, Float.MIN_VALUE};
        DataOutputSerializer oneByOne = new DataOutputSerializer(64);
        oneByOne.writeInt(values.length);
        for (float value : values) {
            oneByOne.writeFloat(value);
        }
        DataOutputSerializer inOnePiece = new DataOutputSerializer(64);
        Fields.writeFloats(values, inOnePiece);

        assertThat(inOnePiece.getCopyOfBuffer()).isEqualTo(oneByOne.getCopyOfBuffer());
        assertThat(Fields.readFloats(new DataInputDeserializer(oneByOne.getCopyOfBuffer())))
                .isEqualTo(values);
    }

    @Test
    void aFrameOfACheckpointFromBeforeDoubtsWereKeptHasNone() throws IOException {
        DataOutputSerializer out = new DataOutputSerializer(64);
        SUBJECT.write(out);
        out.writeLong(9);
        Fields.writeFloats(new float[] {1, 2}, out);
        REFERENCE.write(out);

        EncodedFrame read = FORMAT.read(1, new DataInputDeserializer(out.getCopyOfBuffer()));

        assertThat(read)
                .usingRecursiveComparison()
                .isEqualTo(new EncodedFrame(SUBJECT, 9, new float[] {1, 2}, REFERENCE, 0, null));
    }

    @Test
    void aFrameOfACheckpointFromBeforeDigestsWereKeptHasNone() throws IOException {
        DataOutputSerializer out = new DataOutputSerializer(64);
        SUBJECT.write(out);
        out.writeLong(9);
        Fields.writeFloats(new float[] {1, 2}, out);
        REFERENCE.write(out);
        Fields.writeNullableText("face turned by 50 degrees", out);

        EncodedFrame read = FORMAT.read(2, new DataInputDeserializer(out.getCopyOfBuffer()));

        assertThat(read)
                .usingRecursiveComparison()
                .isEqualTo(new EncodedFrame(SUBJECT, 9, new float[] {1, 2}, REFERENCE, 0, "face turned by 50 degrees"));
    }
}
