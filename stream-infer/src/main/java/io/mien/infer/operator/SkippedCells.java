package io.mien.infer.operator;

import io.mien.infer.element.ElementFormat;
import io.mien.infer.element.ElementType;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.flink.api.common.typeinfo.TypeInformation;

/**
 * The cells of a subject's newest windows that were passed over because the job was behind.
 *
 * @param cells in their order
 */
record SkippedCells(List<Long> cells) {
    static final TypeInformation<SkippedCells> TYPE = new ElementType<>(new Format());

    static final SkippedCells NONE = new SkippedCells(List.of());

    SkippedCells {
        cells = List.copyOf(cells);
    }

    SkippedCells with(long cell) {
        List<Long> more = new ArrayList<>(cells);
        more.add(cell);
        return new SkippedCells(more);
    }

    /** Without those before a cell. */
    SkippedCells from(long first) {
        return cells.isEmpty() || cells.get(0) >= first
                ? this
                : new SkippedCells(cells.stream().filter(cell -> cell >= first).toList());
    }

    /** Version 1: how many, and the cells. */
    public static final class Format implements ElementFormat<SkippedCells> {
        private static final long serialVersionUID = 1L;

        @Override
        public Class<SkippedCells> type() {
            return SkippedCells.class;
        }

        @Override
        public int version() {
            return 1;
        }

        @Override
        public void write(SkippedCells element, DataOutput out) throws IOException {
            out.writeInt(element.cells.size());
            for (long cell : element.cells) {
                out.writeLong(cell);
            }
        }

        @Override
        public SkippedCells read(int version, DataInput in) throws IOException {
            int count = in.readInt();
            List<Long> cells = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                cells.add(in.readLong());
            }
            return new SkippedCells(cells);
        }
    }
}
