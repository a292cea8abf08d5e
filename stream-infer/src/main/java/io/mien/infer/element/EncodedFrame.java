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
 * @param assignment to models; null in a job to which none was ever deployed, where there is only one
 * @param second what the assignment's second model makes of it; null if there is none
 */
@SuppressWarnings("ArrayRecordComponent") // shared by the windows, never changed, never compared
public record EncodedFrame(
        SubjectKey subject,
        long cell,
        float[] embedding,
        FrameReference reference,
        long picture,
        @Nullable String doubt,
        @Nullable ModelAssignment assignment,
        @Nullable Encoding second)
        implements EncodingOutcome {

    /** For Flink. */
    public static final TypeInformation<EncodedFrame> TYPE = new ElementType<>(new Format());

    /** Of a job with one model. */
    public EncodedFrame(
            SubjectKey subject,
            long cell,
            float[] embedding,
            FrameReference reference,
            long picture,
            @Nullable String doubt) {
        this(subject, cell, embedding, reference, picture, doubt, null, null);
    }

    /** Of several models. */
    public static EncodedFrame of(
            SubjectKey subject,
            long cell,
            FrameReference reference,
            ModelAssignment assignment,
            Encoding first,
            @Nullable Encoding second) {
        return new EncodedFrame(
                subject,
                cell,
                first.embedding(),
                reference,
                first.picture(),
                first.doubt(),
                second == null ? assignment.withoutSecond() : assignment,
                second);
    }

    /** The id of the model that {@link #embedding} is of; 0 for that of a job with one model. */
    public long model() {
        return assignment == null ? 0 : assignment.model();
    }

    /**
     * The frame as one model alone encoded it; null if that one did not.
     *
     * @param model its id
     * @param origin the id that 0 stands for
     */
    public @Nullable EncodedFrame as(long model, long origin) {
        if (model == model() || (model() == 0 && model == origin)) {
            return this;
        }
        return second != null && assignment != null && assignment.second() == model
                ? new EncodedFrame(subject, cell, second.embedding(), reference, second.picture(), second.doubt())
                : null;
    }

    /**
     * Version 4: the components in their order, the doubt before the digest. Version 3 had no assignments, version 2 had no digests,
     * version 1 no doubts.
     */
    public static final class Format implements ElementFormat<EncodedFrame> {
        private static final long serialVersionUID = 1L;

        @Override
        public Class<EncodedFrame> type() {
            return EncodedFrame.class;
        }

        @Override
        public int version() {
            return 4;
        }

        @Override
        public void write(EncodedFrame element, DataOutput out) throws IOException {
            element.subject.write(out);
            out.writeLong(element.cell);
            Fields.writeFloats(element.embedding, out);
            element.reference.write(out);
            Fields.writeNullableText(element.doubt, out);
            out.writeLong(element.picture);
            out.writeBoolean(element.assignment != null);
            if (element.assignment != null) {
                element.assignment.write(out);
            }
            out.writeBoolean(element.second != null);
            if (element.second != null) {
                element.second.write(out);
            }
        }

        @Override
        public EncodedFrame read(int version, DataInput in) throws IOException {
            SubjectKey subject = SubjectKey.read(in);
            long cell = in.readLong();
            float[] embedding = Fields.readFloats(in);
            FrameReference reference = FrameReference.read(in);
            String doubt = version < 2 ? null : Fields.readNullableText(in);
            long picture = version < 3 ? 0 : in.readLong();
            ModelAssignment assignment = version >= 4 && in.readBoolean() ? ModelAssignment.read(in) : null;
            Encoding second = version >= 4 && in.readBoolean() ? Encoding.read(in) : null;
            return new EncodedFrame(subject, cell, embedding, reference, picture, doubt, assignment, second);
        }
    }
}
