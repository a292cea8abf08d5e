package io.mien.infer.element;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.jspecify.annotations.Nullable;

/**
 * The embedding of the frame that stands for a cell.
 *
 * @param subject whose face
 * @param cell the cell's number since the epoch
 * @param embedding {@code [embedding width] float32}; not to be changed
 * @param reference the frame
 * @param doubt why it shows the face as the model was not made for, in words, or null if it does not
 */
@SuppressWarnings("ArrayRecordComponent") // shared by the windows, never changed, never compared
public record EncodedFrame(
        SubjectKey subject,
        long cell,
        float[] embedding,
        FrameReference reference,
        @Nullable String doubt) implements EncodingOutcome {

    /** For Flink. */
    public static final TypeInformation<EncodedFrame> TYPE = new ElementType<>(new Format());

    /** Version 2: the components in their order. Version 1 had no doubts. */
    public static final class Format implements ElementFormat<EncodedFrame> {
        private static final long serialVersionUID = 1L;

        @Override
        public Class<EncodedFrame> type() {
            return EncodedFrame.class;
        }

        @Override
        public int version() {
            return 2;
        }

        @Override
        public void write(EncodedFrame element, DataOutput out) throws IOException {
            element.subject.write(out);
            out.writeLong(element.cell);
            Fields.writeFloats(element.embedding, out);
            element.reference.write(out);
            Fields.writeNullableText(element.doubt, out);
        }

        @Override
        public EncodedFrame read(int version, DataInput in) throws IOException {
            return new EncodedFrame(
                    SubjectKey.read(in),
                    in.readLong(),
                    Fields.readFloats(in),
                    FrameReference.read(in),
                    version < 2 ? null : Fields.readNullableText(in));
        }
    }
}
