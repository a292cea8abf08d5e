package io.mien.infer.element;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import org.apache.flink.api.common.typeinfo.TypeInformation;

/**
 * The embedding of the frame that stands for a cell.
 *
 * @param subject whose face
 * @param cell the cell's number since the epoch
 * @param embedding {@code [embedding width] float32}; not to be changed
 * @param reference the frame
 */
@SuppressWarnings("ArrayRecordComponent") // shared by the windows, never changed, never compared
public record EncodedFrame(SubjectKey subject, long cell, float[] embedding, FrameReference reference)
        implements EncodingOutcome {

    /** For Flink. */
    public static final TypeInformation<EncodedFrame> TYPE = new ElementType<>(new Format());

    /** Version 1: the components in their order. */
    public static final class Format implements ElementFormat<EncodedFrame> {
        private static final long serialVersionUID = 1L;

        @Override
        public Class<EncodedFrame> type() {
            return EncodedFrame.class;
        }

        @Override
        public int version() {
            return 1;
        }

        @Override
        public void write(EncodedFrame element, DataOutput out) throws IOException {
            element.subject.write(out);
            out.writeLong(element.cell);
            Fields.writeFloats(element.embedding, out);
            element.reference.write(out);
        }

        @Override
        public EncodedFrame read(int version, DataInput in) throws IOException {
            return new EncodedFrame(SubjectKey.read(in), in.readLong(), Fields.readFloats(in), FrameReference.read(in));
        }
    }
}
