package io.mien.infer.element;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import org.apache.flink.api.common.typeinfo.TypeInformation;

/** An event that the sampler passes on, in the subject's order. */
public sealed interface CellEvent permits CellEvent.SampledFrame, TrackEnd {

    /** For Flink. */
    TypeInformation<CellEvent> TYPE = new ElementType<>(new Format());

    /** The subject that it belongs to. */
    SubjectKey subject();

    /**
     * The frame that stands for a cell.
     *
     * @param frame to be encoded
     * @param cell the cell's number since the epoch
     */
    record SampledFrame(GuardedFrame frame, long cell) implements CellEvent {
        @Override
        public SubjectKey subject() {
            return frame.subject();
        }
    }

    /** Version 1: a tag, then the components in their order. */
    final class Format implements ElementFormat<CellEvent> {
        private static final long serialVersionUID = 1L;
        private static final int SAMPLED_FRAME = 0;
        private static final int TRACK_END = 1;
        private static final GuardedFrame.Format FRAME = new GuardedFrame.Format();

        @Override
        public Class<CellEvent> type() {
            return CellEvent.class;
        }

        @Override
        public int version() {
            return 1;
        }

        @Override
        public void write(CellEvent element, DataOutput out) throws IOException {
            if (element instanceof SampledFrame sampled) {
                out.writeByte(SAMPLED_FRAME);
                FRAME.write(sampled.frame, out);
                out.writeLong(sampled.cell);
            } else if (element instanceof TrackEnd end) {
                out.writeByte(TRACK_END);
                end.write(out);
            }
        }

        @Override
        public CellEvent read(int version, DataInput in) throws IOException {
            int tag = in.readByte();
            return switch (tag) {
                case SAMPLED_FRAME -> new SampledFrame(FRAME.read(1, in), in.readLong());
                case TRACK_END -> TrackEnd.read(in);
                default -> throw new IOException("cell event of unknown kind " + tag);
            };
        }
    }
}
