package io.mien.infer.element;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import org.apache.flink.api.common.typeinfo.TypeInformation;

/**
 * One face followed through one stream: the key of all state.
 *
 * @param streamId the feed
 * @param subjectId unique within the feed
 */
public record SubjectKey(String streamId, String subjectId) {

    /** For Flink. */
    public static final TypeInformation<SubjectKey> TYPE = new ElementType<>(new Format());

    /**
     * Flink finds a key's state in a checkpoint by this number, so it must be the same in every JVM and for ever; a
     * record's own is not promised to be.
     */
    @Override
    public int hashCode() {
        return 31 * streamId.hashCode() + subjectId.hashCode();
    }

    /** The text that log lines end in. */
    @Override
    public String toString() {
        return "stream=" + streamId + " subject=" + subjectId;
    }

    void write(DataOutput out) throws IOException {
        Fields.writeText(streamId, out);
        Fields.writeText(subjectId, out);
    }

    static SubjectKey read(DataInput in) throws IOException {
        return new SubjectKey(Fields.readText(in), Fields.readText(in));
    }

    /** Version 1: the components in their order. */
    public static final class Format implements ElementFormat<SubjectKey> {
        private static final long serialVersionUID = 1L;

        @Override
        public Class<SubjectKey> type() {
            return SubjectKey.class;
        }

        @Override
        public int version() {
            return 1;
        }

        @Override
        public void write(SubjectKey element, DataOutput out) throws IOException {
            element.write(out);
        }

        @Override
        public SubjectKey read(int version, DataInput in) throws IOException {
            return SubjectKey.read(in);
        }
    }
}
