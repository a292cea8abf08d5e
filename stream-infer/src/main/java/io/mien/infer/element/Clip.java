package io.mien.infer.element;

import io.mien.infer.element.FrameReference.CameraBox;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.jspecify.annotations.Nullable;

/**
 * One window of one subject, ready to be classified, or found to hold too little.
 *
 * @param subject whose
 * @param windowStart microseconds since the epoch, inclusive
 * @param windowEnd microseconds since the epoch, exclusive
 * @param evidence what the window holds
 * @param embeddings {@code [clip length][embedding width] float32}; empty if the evidence does not suffice; not to be
 *     changed
 * @param model the id of the model whose embeddings they are; 0 for that of a job with one model
 * @param shadow whether its reading is only compared with that of the clip before
 */
@SuppressWarnings("ArrayRecordComponent") // shared with the state, never changed, never compared
public record Clip(
        SubjectKey subject,
        long windowStart,
        long windowEnd,
        Evidence evidence,
        float[][] embeddings,
        long model,
        boolean shadow) {

    /** For Flink. */
    public static final TypeInformation<Clip> TYPE = new ElementType<>(new Format());

    /** Of a job with one model. */
    public Clip(SubjectKey subject, long windowStart, long windowEnd, Evidence evidence, float[][] embeddings) {
        this(subject, windowStart, windowEnd, evidence, embeddings, 0, false);
    }

    /** The same window, of one model of several. */
    public Clip of(long newModel, boolean newShadow) {
        return new Clip(subject, windowStart, windowEnd, evidence, embeddings, newModel, newShadow);
    }

    /** The same window without a claim. */
    public Clip abstaining(String reason) {
        return new Clip(
                subject,
                windowStart,
                windowEnd,
                evidence.with(Evidence.Sufficiency.ABSTAIN, reason),
                new float[0][],
                model,
                shadow);
    }

    /** The same window when it has been classified. */
    public Clip withoutEmbeddings() {
        return new Clip(subject, windowStart, windowEnd, evidence, new float[0][], model, shadow);
    }

    /**
     * The evidence that a window holds.
     *
     * @param sufficiency whether that is enough
     * @param reason why it is not, in words, or null if it is
     * @param count cells filled by a frame of their own
     * @param padded cells that repeat a neighbour's frame
     * @param first the earliest frame used
     * @param last the latest frame used
     * @param places where the face was in the frames used, as far as they say so, in their order
     * @param skipped cells of the window, counted from 0, whose frames were passed over because the job was behind
     */
    public record Evidence(
            Sufficiency sufficiency,
            @Nullable String reason,
            int count,
            int padded,
            FrameReference first,
            FrameReference last,
            List<Place> places,
            List<Integer> skipped) {

        public Evidence {
            places = List.copyOf(places);
            skipped = List.copyOf(skipped);
        }

        /**
         * Where the face was in one frame.
         *
         * @param sequence of the stream's camera frame
         * @param box in it
         */
        public record Place(long sequence, CameraBox box) {}

        /** Says whether a window holds enough for a reading. Names are kept in checkpoints. */
        public enum Sufficiency {
            SUFFICIENT,
            DEGRADED,
            ABSTAIN
        }

        Evidence with(Sufficiency newSufficiency, String newReason) {
            return new Evidence(newSufficiency, newReason, count, padded, first, last, places, skipped);
        }

        void write(DataOutput out) throws IOException {
            out.writeUTF(sufficiency.name());
            Fields.writeNullableText(reason, out);
            out.writeInt(count);
            out.writeInt(padded);
            first.write(out);
            last.write(out);
            out.writeInt(places.size());
            for (Place place : places) {
                out.writeLong(place.sequence);
                place.box.write(out);
            }
            out.writeInt(skipped.size());
            for (int cell : skipped) {
                out.writeInt(cell);
            }
        }

        static Evidence read(int version, DataInput in) throws IOException {
            return new Evidence(
                    Sufficiency.valueOf(in.readUTF()),
                    Fields.readNullableText(in),
                    in.readInt(),
                    in.readInt(),
                    FrameReference.read(in),
                    FrameReference.read(in),
                    version < 2 ? List.of() : places(in),
                    version < 4 ? List.of() : skipped(in));
        }

        private static List<Integer> skipped(DataInput in) throws IOException {
            int count = in.readInt();
            List<Integer> skipped = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                skipped.add(in.readInt());
            }
            return skipped;
        }

        private static List<Place> places(DataInput in) throws IOException {
            int count = in.readInt();
            List<Place> places = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                places.add(new Place(in.readLong(), CameraBox.read(in)));
            }
            return places;
        }
    }

    /** Version 4: the components in their order. Version 3 had no skipped cells, version 2 no models, version 1 no places. */
    public static final class Format implements ElementFormat<Clip> {
        private static final long serialVersionUID = 1L;

        @Override
        public Class<Clip> type() {
            return Clip.class;
        }

        @Override
        public int version() {
            return 4;
        }

        @Override
        public void write(Clip element, DataOutput out) throws IOException {
            element.subject.write(out);
            out.writeLong(element.windowStart);
            out.writeLong(element.windowEnd);
            element.evidence.write(out);
            out.writeInt(element.embeddings.length);
            for (float[] embedding : element.embeddings) {
                Fields.writeFloats(embedding, out);
            }
            out.writeLong(element.model);
            out.writeBoolean(element.shadow);
        }

        @Override
        public Clip read(int version, DataInput in) throws IOException {
            SubjectKey subject = SubjectKey.read(in);
            long start = in.readLong();
            long end = in.readLong();
            Evidence evidence = Evidence.read(version, in);
            float[][] embeddings = new float[in.readInt()][];
            for (int i = 0; i < embeddings.length; i++) {
                embeddings[i] = Fields.readFloats(in);
            }
            return version < 3
                    ? new Clip(subject, start, end, evidence, embeddings)
                    : new Clip(subject, start, end, evidence, embeddings, in.readLong(), in.readBoolean());
        }
    }
}
