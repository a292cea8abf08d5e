package io.mien.infer.element;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import org.apache.flink.api.common.typeinfo.TypeInformation;

/** The outcome of encoding a sampled frame, in the subject's order. */
public sealed interface EncodingOutcome permits EncodedFrame, RejectedFrame, SkippedCell, TrackEnd {

    /** For Flink. */
    TypeInformation<EncodingOutcome> TYPE = new ElementType<>(new Format());

    /** The subject that it belongs to. */
    SubjectKey subject();

    /**
     * Version 5: a tag, then the components in their order. Version 4 had no skipped cells. Version 3 had frames without assignments and rejected ones without
     * the time of their record, version 2 had rejected frames without their exception and the
     * second version of encoded frames, version 1 their first.
     */
    final class Format implements ElementFormat<EncodingOutcome> {
        private static final long serialVersionUID = 1L;
        private static final int ENCODED_FRAME = 0;
        private static final int REJECTED_FRAME = 1;
        private static final int TRACK_END = 2;
        private static final int SKIPPED_CELL = 3;
        private static final EncodedFrame.Format FRAME = new EncodedFrame.Format();

        @Override
        public Class<EncodingOutcome> type() {
            return EncodingOutcome.class;
        }

        @Override
        public int version() {
            return 5;
        }

        @Override
        public void write(EncodingOutcome element, DataOutput out) throws IOException {
            if (element instanceof EncodedFrame encoded) {
                out.writeByte(ENCODED_FRAME);
                FRAME.write(encoded, out);
            } else if (element instanceof RejectedFrame rejected) {
                out.writeByte(REJECTED_FRAME);
                rejected.write(out);
            } else if (element instanceof TrackEnd end) {
                out.writeByte(TRACK_END);
                end.write(out);
            } else if (element instanceof SkippedCell skipped) {
                out.writeByte(SKIPPED_CELL);
                skipped.write(out);
            }
        }

        @Override
        public EncodingOutcome read(int version, DataInput in) throws IOException {
            int tag = in.readByte();
            return switch (tag) {
                case ENCODED_FRAME -> FRAME.read(version, in);
                case REJECTED_FRAME -> RejectedFrame.read(version, in);
                case TRACK_END -> TrackEnd.read(in);
                case SKIPPED_CELL -> SkippedCell.read(in);
                default -> throw new IOException("encoding outcome of unknown kind " + tag);
            };
        }
    }
}
