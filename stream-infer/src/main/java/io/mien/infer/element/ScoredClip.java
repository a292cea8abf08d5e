package io.mien.infer.element;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import org.apache.flink.api.common.typeinfo.TypeInformation;

/**
 * A clip and what the model says of it.
 *
 * @param clip the clip; its embeddings are no longer needed and may be empty
 * @param probabilities {@code [labels] float32} in label-set order; empty if the clip abstains; not to be changed
 * @param producedAt microseconds since the epoch
 */
@SuppressWarnings("ArrayRecordComponent") // handed on, never changed, never compared
public record ScoredClip(Clip clip, float[] probabilities, long producedAt) {

    /** For Flink. */
    public static final TypeInformation<ScoredClip> TYPE = new ElementType<>(new Format());

    /** Version 4: the components in their order. Earlier ones had a clip of their own number. */
    public static final class Format implements ElementFormat<ScoredClip> {
        private static final long serialVersionUID = 1L;
        private static final Clip.Format CLIP = new Clip.Format();

        @Override
        public Class<ScoredClip> type() {
            return ScoredClip.class;
        }

        @Override
        public int version() {
            return 4;
        }

        @Override
        public void write(ScoredClip element, DataOutput out) throws IOException {
            CLIP.write(element.clip, out);
            Fields.writeFloats(element.probabilities, out);
            out.writeLong(element.producedAt);
        }

        @Override
        public ScoredClip read(int version, DataInput in) throws IOException {
            return new ScoredClip(CLIP.read(version, in), Fields.readFloats(in), in.readLong());
        }
    }
}
