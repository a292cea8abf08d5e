package io.mien.infer.element;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Arrays;
import java.util.Objects;
import java.util.stream.Stream;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.jspecify.annotations.Nullable;

/**
 * Which models a job runs, as its coordinator last said. A job to which nothing was ever deployed has none. At most two
 * models are named beside {@link #origin}: never a candidate and a former one.
 *
 * @param revision counts up with each change
 * @param deploymentId of the command that it came of
 * @param origin the model of the job before anything was deployed to it: frames and clips that name no model are its
 * @param launched id of the model that the job's own settings name
 * @param publishing whose readings are published
 * @param former whose readings are published of frames that were appended before {@link #from}; kept for a roll-back
 * @param from when {@link #publishing} takes over, by the broker's clock, milliseconds since the epoch
 * @param candidate that is being tried
 * @param shadowing whether the candidate reads already
 */
public record ModelPlan(
        long revision,
        String deploymentId,
        ModelVersion origin,
        long launched,
        ModelVersion publishing,
        @Nullable ModelVersion former,
        long from,
        @Nullable ModelVersion candidate,
        boolean shadowing) {

    /** For Flink. */
    public static final TypeInformation<ModelPlan> TYPE = new ElementType<>(new Format());

    /** When a model that is published since ever has taken over. */
    private static final long SINCE_EVER = Long.MIN_VALUE;

    /**
     * With a model to be tried, beside the publishing one alone.
     *
     * @param before the plan in force; null if nothing was deployed before
     * @param startedWith the model that the job's own settings name
     */
    public static ModelPlan trying(
            @Nullable ModelPlan before, ModelVersion startedWith, String deploymentId, ModelVersion candidate) {
        return new ModelPlan(
                before == null ? 1 : before.revision + 1,
                deploymentId,
                before == null ? startedWith : before.origin,
                startedWith.id(),
                before == null ? startedWith : before.publishing,
                null,
                SINCE_EVER,
                candidate,
                false);
    }

    /** With a candidate that reads. */
    public ModelPlan shadowed(ModelVersion startedWith) {
        return new ModelPlan(
                revision + 1, deploymentId, origin, startedWith.id(), publishing, null, SINCE_EVER, candidate, true);
    }

    /** With another model that publishes from a moment on; the one before is kept. */
    public ModelPlan takenOver(ModelVersion startedWith, String byDeployment, ModelVersion next, long at) {
        return new ModelPlan(revision + 1, byDeployment, origin, startedWith.id(), next, publishing, at, null, false);
    }

    /** With the publishing model alone. */
    public ModelPlan alone(ModelVersion startedWith) {
        return new ModelPlan(
                revision + 1, deploymentId, origin, startedWith.id(), publishing, null, SINCE_EVER, null, false);
    }

    /** The models that may be asked, at most two. */
    public Stream<ModelVersion> models() {
        return Stream.of(publishing, former, candidate).filter(Objects::nonNull);
    }

    /** The id that stands for a model on a frame or clip; 0 stands for {@link #origin}. */
    public long resolve(long id) {
        return id == 0 ? origin.id() : id;
    }

    /** Whether a job that is started with this model may go on from this plan: the one it was started with before, or its heir. */
    public boolean mayGoOnWith(long startedWith) {
        return Arrays.asList(origin.id(), launched, publishing.id()).contains(startedWith);
    }

    /** Version 1: the components in their order. */
    public static final class Format implements ElementFormat<ModelPlan> {
        private static final long serialVersionUID = 1L;

        @Override
        public Class<ModelPlan> type() {
            return ModelPlan.class;
        }

        @Override
        public int version() {
            return 1;
        }

        @Override
        public void write(ModelPlan element, DataOutput out) throws IOException {
            out.writeLong(element.revision);
            Fields.writeText(element.deploymentId, out);
            element.origin.write(out);
            out.writeLong(element.launched);
            element.publishing.write(out);
            writeNullable(element.former, out);
            out.writeLong(element.from);
            writeNullable(element.candidate, out);
            out.writeBoolean(element.shadowing);
        }

        @Override
        public ModelPlan read(int version, DataInput in) throws IOException {
            return new ModelPlan(
                    in.readLong(),
                    Fields.readText(in),
                    ModelVersion.read(in),
                    in.readLong(),
                    ModelVersion.read(in),
                    readNullable(in),
                    in.readLong(),
                    readNullable(in),
                    in.readBoolean());
        }

        private static void writeNullable(@Nullable ModelVersion model, DataOutput out) throws IOException {
            out.writeBoolean(model != null);
            if (model != null) {
                model.write(out);
            }
        }

        private static @Nullable ModelVersion readNullable(DataInput in) throws IOException {
            return in.readBoolean() ? ModelVersion.read(in) : null;
        }
    }
}
