package io.mien.infer.deployment;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.mien.infer.element.ModelPlan;
import io.mien.infer.element.ModelVersion;
import io.mien.infer.element.OutgoingRecord;
import io.mien.infer.element.RecordHeader;
import io.mien.schemas.CloudEventHeaders;
import io.mien.schemas.Topic;
import io.mien.schemas.avro.ModelEvent;
import io.mien.schemas.avro.ModelPhase;
import io.mien.schemas.avro.ModelReference;
import io.mien.schemas.registry.SchemaRegistry;
import io.mien.schemas.wire.RecordSerializer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Writes down what becomes of a job's deployments, as records of {@code model-events}. Used by one thread. */
final class ModelEvents {
    private final String group;
    private final SchemaRegistry registry;
    private @Nullable RecordSerializer<ModelEvent> serializer;

    /**
     * @param group of the job
     * @param registry of the records' schemas; stays the caller's
     */
    ModelEvents(String group, SchemaRegistry registry) {
        this.group = group;
        this.registry = registry;
    }

    /**
     * That a command changes nothing.
     *
     * @param now milliseconds since the epoch
     * @param reason in words
     */
    OutgoingRecord refused(
            long now, String deploymentId, ModelVersion publishing, @Nullable ModelVersion candidate, String reason) {
        return record(event(now, deploymentId, ModelPhase.REFUSED, publishing)
                .setCandidate(reference(candidate))
                .setReason(reason)
                .build());
    }

    /**
     * How far a deployment has come.
     *
     * @param now milliseconds since the epoch
     */
    OutgoingRecord told(long now, ModelPlan plan, Deployment deployment) {
        boolean switching = deployment.phase() == ModelPhase.SWITCHING;
        ModelVersion former = plan.former();
        ModelVersion publishing = switching && former != null ? former : plan.publishing();
        return record(event(now, deployment.id(), deployment.phase(), publishing)
                .setCandidate(reference(switching ? plan.publishing() : plan.candidate()))
                .setFormer(switching ? null : reference(former))
                .setTakesOverAt(former == null ? null : Instant.ofEpochMilli(plan.from()))
                .setAgreement(
                        deployment.agreements().isEmpty()
                                ? null
                                : deployment.agreement().toAvro())
                .setReason(deployment.reason())
                .build());
    }

    private ModelEvent.Builder event(long now, String deploymentId, ModelPhase phase, ModelVersion publishing) {
        return ModelEvent.newBuilder()
                .setGroup(group)
                .setDeploymentId(deploymentId)
                .setPhase(phase)
                .setAt(Instant.ofEpochMilli(now))
                .setPublishing(named(publishing));
    }

    private static @Nullable ModelReference reference(@Nullable ModelVersion model) {
        return model == null ? null : named(model);
    }

    private static ModelReference named(ModelVersion model) {
        return new ModelReference(
                model.name(),
                model.version(),
                model.savedModelDigest(),
                model.preprocessingDigest(),
                model.untrained());
    }

    private OutgoingRecord record(ModelEvent event) {
        // The registry is not asked before there is something to tell.
        RecordSerializer<ModelEvent> known = serializer;
        if (known == null) {
            known = new RecordSerializer<>(ModelEvent.class, Topic.MODEL_EVENTS, registry);
            serializer = known;
        }
        List<RecordHeader> headers = new ArrayList<>();
        CloudEventHeaders.of(event).forEach((name, value) -> headers.add(new RecordHeader(name, value)));
        known.headers().forEach((name, value) -> headers.add(new RecordHeader(name, value)));
        return new OutgoingRecord(
                Topic.MODEL_EVENTS.topicName(), group.getBytes(UTF_8), known.serialize(event), headers);
    }
}
