package io.mien.infer.element;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.jspecify.annotations.Nullable;

/** An event that the sampler passes on, in the subject's order. */
public sealed interface CellEvent permits CellEvent.SampledFrame, SkippedCell, TrackEnd {

    /** For Flink. */
    TypeInformation<CellEvent> TYPE = new ElementType<>(new Format());

    /** The subject that it belongs to. */
    SubjectKey subject();

    /**
     * The frame that stands for a cell.
     *
     * @param frame to be encoded
     * @param cell the cell's number since the epoch
     * @param assignment to models; null in a job to which none was ever deployed
     */
    record SampledFrame(
            GuardedFrame frame, long cell, @Nullable ModelAssignment assignment) implements CellEvent {
        @Override
        public SubjectKey subject() {
            return frame.subject();
        }
    }

    /** Version 3: a tag, then the components in their order. Version 2 had no skipped cells, version 1 no assignments. */
    final class Format implements ElementFormat<CellEvent> {
        private static final long serialVersionUID = 1L;
        private static final int SAMPLED_FRAME = 0;
        private static final int TRACK_END = 1;
        private static final int SKIPPED_CELL = 2;
        private static final GuardedFrame.Format FRAME = new GuardedFrame.Format();

        @Override
        public Class<CellEvent> type() {
            return CellEvent.class;
        }

        @Override
        public int version() {
            return 3;
        }

        @Override
        public void write(CellEvent element, DataOutput out) throws IOException {
            if (element instanceof SampledFrame sampled) {
                out.writeByte(SAMPLED_FRAME);
                FRAME.write(sampled.frame, out);
                out.writeLong(sampled.cell);
                out.writeBoolean(sampled.assignment != null);
                if (sampled.assignment != null) {
                    sampled.assignment.write(out);
                }
            } else if (element instanceof TrackEnd end) {
                out.writeByte(TRACK_END);
                end.write(out);
            } else if (element instanceof SkippedCell skipped) {
                out.writeByte(SKIPPED_CELL);
                skipped.write(out);
            }
        }

        @Override
        public CellEvent read(int version, DataInput in) throws IOException {
            int tag = in.readByte();
            return switch (tag) {
                case SAMPLED_FRAME ->
                    new SampledFrame(
                            FRAME.read(version, in),
                            in.readLong(),
                            version >= 2 && in.readBoolean() ? ModelAssignment.read(in) : null);
                case TRACK_END -> TrackEnd.read(in);
                case SKIPPED_CELL -> SkippedCell.read(in);
                default -> throw new IOException("cell event of unknown kind " + tag);
            };
        }
    }
}
