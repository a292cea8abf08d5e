package io.mien.infer.operator;

import io.mien.infer.element.ElementFormat;
import io.mien.infer.element.ElementType;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import org.apache.flink.api.common.typeinfo.TypeInformation;

/**
 * Says how far the sampling of a subject has come.
 *
 * @param openCell the cell that frames are taken for; all before it are closed
 * @param newestCapturedAt the subject's time, microseconds since the epoch
 * @param newestSequence the highest of the frames taken or compared
 * @param activeAt this machine's clock when a frame was last of use, milliseconds since the epoch
 */
record SamplingProgress(long openCell, long newestCapturedAt, long newestSequence, long activeAt) {
    static final TypeInformation<SamplingProgress> TYPE = new ElementType<>(new Format());

    /** The frame is no newer than what there was: it was sent a second time. */
    boolean repeats(long capturedAt, long sequence) {
        return sequence <= newestSequence && capturedAt <= newestCapturedAt;
    }

    SamplingProgress seen(long capturedAt, long sequence, long now) {
        return new SamplingProgress(
                openCell, Math.max(newestCapturedAt, capturedAt), Math.max(newestSequence, sequence), now);
    }

    /** Version 1: the components in their order. */
    public static final class Format implements ElementFormat<SamplingProgress> {
        private static final long serialVersionUID = 1L;

        @Override
        public Class<SamplingProgress> type() {
            return SamplingProgress.class;
        }

        @Override
        public int version() {
            return 1;
        }

        @Override
        public void write(SamplingProgress element, DataOutput out) throws IOException {
            out.writeLong(element.openCell);
            out.writeLong(element.newestCapturedAt);
            out.writeLong(element.newestSequence);
            out.writeLong(element.activeAt);
        }

        @Override
        public SamplingProgress read(int version, DataInput in) throws IOException {
            return new SamplingProgress(in.readLong(), in.readLong(), in.readLong(), in.readLong());
        }
    }
}
