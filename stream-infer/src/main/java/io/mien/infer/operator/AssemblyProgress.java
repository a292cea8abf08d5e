package io.mien.infer.operator;

import io.mien.infer.element.ElementFormat;
import io.mien.infer.element.ElementType;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import org.apache.flink.api.common.typeinfo.TypeInformation;

/**
 * Says how far the windows of a subject have come.
 *
 * @param nextEnd the end, as a cell number, of the earliest window that was not made yet
 * @param activeAt this machine's clock at the subject's last frame, milliseconds since the epoch
 */
record AssemblyProgress(long nextEnd, long activeAt) {
    static final TypeInformation<AssemblyProgress> TYPE = new ElementType<>(new Format());

    /** Version 1: the components in their order. */
    public static final class Format implements ElementFormat<AssemblyProgress> {
        private static final long serialVersionUID = 1L;

        @Override
        public Class<AssemblyProgress> type() {
            return AssemblyProgress.class;
        }

        @Override
        public int version() {
            return 1;
        }

        @Override
        public void write(AssemblyProgress element, DataOutput out) throws IOException {
            out.writeLong(element.nextEnd);
            out.writeLong(element.activeAt);
        }

        @Override
        public AssemblyProgress read(int version, DataInput in) throws IOException {
            return new AssemblyProgress(in.readLong(), in.readLong());
        }
    }
}
