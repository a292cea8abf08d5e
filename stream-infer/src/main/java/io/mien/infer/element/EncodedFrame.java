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
 * @param picture a digest of what the model saw, the same for the same picture; 0 if unknown
 * @param doubt why it shows the face as the model was not made for, in words, or null if it does not
 */
@SuppressWarnings("ArrayRecordComponent") // shared by the windows, never changed, never compared
public record EncodedFrame(
        SubjectKey subject,
        long cell,
        float[] embedding,
        FrameReference reference,
        long picture,
        @Nullable String doubt)
        implements EncodingOutcome {

    /** For Flink. */
    public static final TypeInformation<EncodedFrame> TYPE = new ElementType<>(new Format());

    /** Version 3: the components in their order, the doubt before the digest. Version 2 had no digests, version 1 no doubts. */
    public static final class Format implements ElementFormat<EncodedFrame> {
        private static final long serialVersionUID = 1L;

        @Override
        public Class<EncodedFrame> type() {
            return EncodedFrame.class;
        }

        @Override
        public int version() {
            return 3;
        }

        @Override
        public void write(EncodedFrame element, DataOutput out) throws IOException {
            element.subject.write(out);
            out.writeLong(element.cell);
            Fields.writeFloats(element.embedding, out);
            element.reference.write(out);
            Fields.writeNullableText(element.doubt, out);
            out.writeLong(element.picture);
        }

        @Override
        public EncodedFrame read(int version, DataInput in) throws IOException {
            SubjectKey subject = SubjectKey.read(in);
            long cell = in.readLong();
            float[] embedding = Fields.readFloats(in);
            FrameReference reference = FrameReference.read(in);
            String doubt = version < 2 ? null : Fields.readNullableText(in);
            return new EncodedFrame(subject, cell, embedding, reference, version < 3 ? 0 : in.readLong(), doubt);
        }
    }
}
