package io.mien.infer.element;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import org.apache.flink.api.common.typeinfo.TypeInformation;

/**
 * A record of {@code face-frames} that was read and found well. Its picture stays in the record: it is decoded only if
 * the frame is sampled.
 *
 * @param source the record
 * @param subject whose face it is
 * @param sequence of the stream's camera frame
 * @param capturedAt microseconds since the epoch
 * @param trackEnded true for the marker that the subject's track has ended, which has no picture
 */
public record GuardedFrame(
        SourceRecord source, SubjectKey subject, long sequence, long capturedAt, boolean trackEnded) {

    /** For Flink. */
    public static final TypeInformation<GuardedFrame> TYPE = new ElementType<>(new Format());

    /** Version 2: the components in their order. Version 1 had records without their time. */
    public static final class Format implements ElementFormat<GuardedFrame> {
        private static final long serialVersionUID = 1L;
        private static final SourceRecord.Format SOURCE = new SourceRecord.Format();

        @Override
        public Class<GuardedFrame> type() {
            return GuardedFrame.class;
        }

        @Override
        public int version() {
            return 2;
        }

        @Override
        public void write(GuardedFrame element, DataOutput out) throws IOException {
            SOURCE.write(element.source, out);
            element.subject.write(out);
            out.writeLong(element.sequence);
            out.writeLong(element.capturedAt);
            out.writeBoolean(element.trackEnded);
        }

        @Override
        public GuardedFrame read(int version, DataInput in) throws IOException {
            return new GuardedFrame(
                    SOURCE.read(version, in), SubjectKey.read(in), in.readLong(), in.readLong(), in.readBoolean());
        }
    }
}
