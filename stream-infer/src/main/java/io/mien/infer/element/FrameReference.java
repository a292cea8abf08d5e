package io.mien.infer.element;

import io.mien.schemas.avro.Box;
import io.mien.schemas.avro.FaceFrame;
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
 * @param source the recording or camera that it comes from, or null if unknown
 * @param purpose that was declared for the feed's pictures, or null if none was
 */
public record FrameReference(
        String topic,
        int partition,
        long offset,
        long sequence,
        @Nullable CameraBox cameraBox,
        @Nullable Source source,
        @Nullable String purpose) {
    private static final int HAS_BOX = 1;
    private static final int HAS_SOURCE = 2;
    private static final int HAS_PURPOSE = 4;

    /** Of a frame that says nothing of its source. */
    public FrameReference(String topic, int partition, long offset, long sequence, @Nullable CameraBox cameraBox) {
        this(topic, partition, offset, sequence, cameraBox, null, null);
    }

    /**
     * One reading of a recording or a camera.
     *
     * @param session its id
     * @param start when the source's first picture was taken, microseconds since the epoch
     */
    public record Source(String session, long start) {
        /** The source of a face frame; null if it does not say both. */
        public static @Nullable Source of(FaceFrame frame, long capturedAt) {
            Long position = frame.getSourcePosition();
            String session = frame.getSourceSession();
            return position == null || session == null ? null : new Source(session, capturedAt - position);
        }
    }

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

        void write(DataOutput out) throws IOException {
            out.writeFloat(x);
            out.writeFloat(y);
            out.writeFloat(width);
            out.writeFloat(height);
        }

        static CameraBox read(DataInput in) throws IOException {
            return new CameraBox(in.readFloat(), in.readFloat(), in.readFloat(), in.readFloat());
        }
    }

    void write(DataOutput out) throws IOException {
        out.writeUTF(topic);
        out.writeInt(partition);
        out.writeLong(offset);
        out.writeLong(sequence);
        // Once a boolean, for the box alone: what was written then is read as ever.
        out.writeByte((cameraBox == null ? 0 : HAS_BOX)
                | (source == null ? 0 : HAS_SOURCE)
                | (purpose == null ? 0 : HAS_PURPOSE));
        if (cameraBox != null) {
            cameraBox.write(out);
        }
        if (source != null) {
            out.writeUTF(source.session);
            out.writeLong(source.start);
        }
        if (purpose != null) {
            out.writeUTF(purpose);
        }
    }

    static FrameReference read(DataInput in) throws IOException {
        String topic = in.readUTF();
        int partition = in.readInt();
        long offset = in.readLong();
        long sequence = in.readLong();
        int has = in.readByte();
        return new FrameReference(
                topic,
                partition,
                offset,
                sequence,
                (has & HAS_BOX) == 0 ? null : CameraBox.read(in),
                (has & HAS_SOURCE) == 0 ? null : new Source(in.readUTF(), in.readLong()),
                (has & HAS_PURPOSE) == 0 ? null : in.readUTF());
    }
}
