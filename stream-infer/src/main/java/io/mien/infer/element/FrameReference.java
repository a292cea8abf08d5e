package io.mien.infer.element;

import io.mien.schemas.avro.Box;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * Names a frame that a reading was made from.
 *
 * @param topic where its record lies
 * @param partition where its record lies
 * @param offset where its record lies
 * @param sequence of the stream's camera frame
 * @param cameraBox the face in the camera frame, or null if unknown
 */
public record FrameReference(
        String topic,
        int partition,
        long offset,
        long sequence,
        @Nullable CameraBox cameraBox) {

    /** An upright rectangle in pixels of the camera frame. */
    public record CameraBox(float x, float y, float width, float height) {
        /** The box of a face frame. */
        public static @Nullable CameraBox of(@Nullable Box box) {
            return box == null ? null : new CameraBox(box.getX(), box.getY(), box.getWidth(), box.getHeight());
        }

        /** The box of a reading. */
        public Box toAvro() {
            return new Box(x, y, width, height);
        }
    }

    void write(DataOutput out) throws IOException {
        out.writeUTF(topic);
        out.writeInt(partition);
        out.writeLong(offset);
        out.writeLong(sequence);
        out.writeBoolean(cameraBox != null);
        if (cameraBox != null) {
            out.writeFloat(cameraBox.x);
            out.writeFloat(cameraBox.y);
            out.writeFloat(cameraBox.width);
            out.writeFloat(cameraBox.height);
        }
    }

    static FrameReference read(DataInput in) throws IOException {
        return new FrameReference(
                in.readUTF(),
                in.readInt(),
                in.readLong(),
                in.readLong(),
                in.readBoolean()
                        ? new CameraBox(in.readFloat(), in.readFloat(), in.readFloat(), in.readFloat())
                        : null);
    }
}
