package io.mien.infer.freshness;

import io.mien.infer.element.ElementFormat;
import io.mien.infer.element.ElementType;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import org.apache.flink.api.common.typeinfo.TypeInformation;

/**
 * How far the thinning of a subject has come.
 *
 * @param cell the last one that it had a frame for
 * @param turn that this cell belongs to
 * @param taken whether it is this subject's turn: in others none of its cells is encoded
 * @param credit of a cell's fraction, below 1: with a whole one the next cell is encoded
 * @param spacing cells from one that has a frame to the next, on average; 1 or more
 */
record ThinningProgress(long cell, long turn, boolean taken, float credit, float spacing) {
    static final TypeInformation<ThinningProgress> TYPE = new ElementType<>(new Format());

    /** Version 1: the components in their order. */
    public static final class Format implements ElementFormat<ThinningProgress> {
        private static final long serialVersionUID = 1L;

        @Override
        public Class<ThinningProgress> type() {
            return ThinningProgress.class;
        }

        @Override
        public int version() {
            return 1;
        }

        @Override
        public void write(ThinningProgress element, DataOutput out) throws IOException {
            out.writeLong(element.cell);
            out.writeLong(element.turn);
            out.writeBoolean(element.taken);
            out.writeFloat(element.credit);
            out.writeFloat(element.spacing);
        }

        @Override
        public ThinningProgress read(int version, DataInput in) throws IOException {
            return new ThinningProgress(in.readLong(), in.readLong(), in.readBoolean(), in.readFloat(), in.readFloat());
        }
    }
}
