package io.mien.infer.deployment;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.mien.infer.element.ModelPlan;
import io.mien.infer.element.ModelVersion;
import io.mien.infer.element.OutgoingRecord;
import io.mien.infer.element.RecordHeader;
import io.mien.schemas.Topic;
import io.mien.schemas.avro.ModelAction;
import io.mien.schemas.avro.ModelControl;
import io.mien.schemas.avro.SlotReport;
import io.mien.schemas.registry.SchemaRegistry;
import io.mien.schemas.wire.RecordSerializer;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.apache.flink.util.OutputTag;
import org.jspecify.annotations.Nullable;

/** What one slot answers the coordinator: whether its process has the candidate, and how alike the two models read there. */
public final class SlotReports {
    /** The side output that answers leave the sampler by. */
    public static final OutputTag<OutgoingRecord> OUTPUT = new OutputTag<>("slot-reports", OutgoingRecord.TYPE);

    private final String group;
    private final int slot;
    private final int slots;
    private final LoadedModels models;
    private final SchemaRegistry registry;
    private @Nullable RecordSerializer<ModelControl> serializer;
    private @Nullable SlotReport last;
    private String lastDeployment = "";

    /**
     * @param group of the job
     * @param slot of this
     * @param slots of the job
     * @param models of this process
     * @param registry of the answers' schema, which is registered with the first of them
     */
    public SlotReports(String group, int slot, int slots, LoadedModels models, SchemaRegistry registry) {
        this.group = group;
        this.slot = slot;
        this.slots = slots;
        this.models = models;
        this.registry = registry;
    }

    /** The answer to what the coordinator says; empty if there is none yet, or if it was given before. */
    public Optional<OutgoingRecord> next(ModelPlan plan) {
        ModelVersion asked = plan.candidate();
        if (asked == null) {
            return Optional.empty();
        }
        Optional<LoadedModels.Outcome> outcome = models.outcome(asked);
        if (outcome.isEmpty()) {
            return Optional.empty();
        }
        SlotReport report = new SlotReport(
                models.process(),
                slot,
                slots,
                outcome.get().refusal(),
                models.agreement().toAvro());
        if (report.equals(last) && Objects.equals(plan.deploymentId(), lastDeployment)) {
            return Optional.empty();
        }
        last = report;
        lastDeployment = plan.deploymentId();
        return Optional.of(record(plan, report));
    }

    private OutgoingRecord record(ModelPlan plan, SlotReport report) {
        if (serializer == null) {
            serializer = new RecordSerializer<>(ModelControl.class, Topic.MODEL_CONTROL, registry);
        }
        ModelControl control = ModelControl.newBuilder()
                .setGroup(group)
                .setDeploymentId(plan.deploymentId())
                .setAction(ModelAction.REPORT)
                .setSentAt(Instant.now())
                .setReport(report)
                .build();
        List<RecordHeader> headers = serializer.headers().entrySet().stream()
                .map(header -> new RecordHeader(header.getKey(), header.getValue()))
                .toList();
        return new OutgoingRecord(
                Topic.MODEL_CONTROL.topicName(),
                (group + "/" + slot).getBytes(UTF_8),
                serializer.serialize(control),
                headers);
    }
}
