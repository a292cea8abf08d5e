package io.mien.infer.deployment;

import io.mien.infer.deployment.Deployment.Shadow;
import io.mien.infer.element.ElementFormat;
import io.mien.infer.element.ElementType;
import io.mien.infer.element.ModelPlan;
import io.mien.schemas.avro.ModelPhase;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.jspecify.annotations.Nullable;

/**
 * What the coordinator keeps.
 *
 * @param plan that it last gave out; null before the first
 * @param deployment under way, or the last one; null before the first
 */
record Coordination(@Nullable ModelPlan plan, @Nullable Deployment deployment) {
    static final TypeInformation<Coordination> TYPE = new ElementType<>(new Format());

    /** Version 1: the components in their order. */
    public static final class Format implements ElementFormat<Coordination> {
        private static final long serialVersionUID = 1L;
        private static final ModelPlan.Format PLAN = new ModelPlan.Format();

        @Override
        public Class<Coordination> type() {
            return Coordination.class;
        }

        @Override
        public int version() {
            return 1;
        }

        @Override
        public void write(Coordination element, DataOutput out) throws IOException {
            out.writeBoolean(element.plan != null);
            if (element.plan != null) {
                PLAN.write(element.plan, out);
            }
            out.writeBoolean(element.deployment != null);
            if (element.deployment != null) {
                write(element.deployment, out);
            }
        }

        private static void write(Deployment deployment, DataOutput out) throws IOException {
            out.writeUTF(deployment.id());
            out.writeUTF(deployment.phase().name());
            out.writeLong(deployment.since());
            out.writeLong(deployment.shadow().millis());
            out.writeLong(deployment.shadow().windows());
            out.writeDouble(deployment.shadow().leastAgreement());
            out.writeInt(deployment.loaded().size());
            for (Map.Entry<Integer, String> slot : deployment.loaded().entrySet()) {
                out.writeInt(slot.getKey());
                out.writeUTF(slot.getValue());
            }
            out.writeInt(deployment.agreements().size());
            for (Map.Entry<String, Agreement> each : deployment.agreements().entrySet()) {
                out.writeUTF(each.getKey());
                out.writeLong(each.getValue().windows());
                out.writeLong(each.getValue().sameLabel());
                out.writeLong(each.getValue().oneAbstained());
                out.writeDouble(each.getValue().differences());
                out.writeDouble(each.getValue().worst());
            }
            out.writeBoolean(deployment.reason() != null);
            if (deployment.reason() != null) {
                out.writeUTF(deployment.reason());
            }
        }

        @Override
        public Coordination read(int version, DataInput in) throws IOException {
            ModelPlan plan = in.readBoolean() ? PLAN.read(1, in) : null;
            return new Coordination(plan, in.readBoolean() ? readDeployment(in) : null);
        }

        private static Deployment readDeployment(DataInput in) throws IOException {
            String id = in.readUTF();
            ModelPhase phase = ModelPhase.valueOf(in.readUTF());
            long since = in.readLong();
            Shadow shadow = new Shadow(in.readLong(), in.readLong(), in.readDouble());
            Map<Integer, String> loaded = new HashMap<>();
            for (int left = in.readInt(); left > 0; left--) {
                loaded.put(in.readInt(), in.readUTF());
            }
            Map<String, Agreement> agreements = new HashMap<>();
            for (int left = in.readInt(); left > 0; left--) {
                agreements.put(
                        in.readUTF(),
                        new Agreement(in.readLong(), in.readLong(), in.readLong(), in.readDouble(), in.readDouble()));
            }
            return new Deployment(id, phase, since, shadow, loaded, agreements, in.readBoolean() ? in.readUTF() : null);
        }
    }
}
