package io.mien.infer.deployment;

import io.mien.infer.deployment.Deployment.Shadow;
import io.mien.infer.element.ModelPlan;
import io.mien.infer.element.ModelVersion;
import io.mien.infer.element.OutgoingRecord;
import io.mien.infer.element.SourceRecord;
import io.mien.infer.shared.Leases;
import io.mien.infer.shared.SharedResource;
import io.mien.models.PackageReference;
import io.mien.schemas.RefusedRecordException;
import io.mien.schemas.avro.DeployedPackage;
import io.mien.schemas.avro.ModelControl;
import io.mien.schemas.avro.ModelPhase;
import io.mien.schemas.avro.ModelReference;
import io.mien.schemas.avro.ShadowRule;
import io.mien.schemas.avro.SlotReport;
import io.mien.schemas.registry.SchemaRegistry;
import io.mien.schemas.wire.RecordDeserializer;
import io.mien.schemas.wire.SchemaHeader;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.streaming.api.functions.KeyedProcessFunction;
import org.apache.flink.util.Collector;
import org.apache.flink.util.OutputTag;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one place that decides which models the job runs. It takes commands and the slots' answers, and gives out plans; while a
 * deployment is under way it says the plan again every second, so that slots without frames answer too.
 */
public final class ModelCoordinator extends KeyedProcessFunction<Integer, SourceRecord, ModelPlan> {
    private static final long serialVersionUID = 1L;
    private static final Logger log = LoggerFactory.getLogger(ModelCoordinator.class);
    private static final long TICK_MILLIS = 1_000;
    private static final Duration LOADING_PATIENCE = Duration.ofMinutes(10);
    private static final int LONGEST_ID = 200;
    private static final int LONGEST_REASON = 2_000;
    private static final String BY_COMMAND = "rolled back by command";

    /** The side output that events leave by. */
    public static final OutputTag<OutgoingRecord> EVENTS = new OutputTag<>("model-events", OutgoingRecord.TYPE);

    private final String group;
    private final long takeoverMillis;
    private final SharedResource<LoadedModels> models;
    private final SharedResource<SchemaRegistry> registry;

    private transient @Nullable Running running;

    /**
     * @param group of the job
     * @param takeover from the decision to the first frame of the new model: in that time a checkpoint has to complete, so
     *     that a job that fails later finds the decision in its state
     * @param models of this process
     * @param registry of the records' schemas
     */
    public ModelCoordinator(
            String group,
            Duration takeover,
            SharedResource<LoadedModels> models,
            SharedResource<SchemaRegistry> registry) {
        this.group = group;
        this.takeoverMillis = takeover.toMillis();
        this.models = models;
        this.registry = registry;
    }

    /** What lives from {@link #open} to {@link #close}. */
    private static final class Running {
        private final Leases leases;
        private final ModelVersion launched;
        private final RecordDeserializer<ModelControl> deserializer;
        private final ValueState<Coordination> state;
        private final ModelEvents events;

        Running(
                Leases leases,
                ModelVersion launched,
                SchemaRegistry registry,
                ValueState<Coordination> state,
                String group) {
            this.leases = leases;
            this.launched = launched;
            this.deserializer = new RecordDeserializer<>(ModelControl.class, registry);
            this.state = state;
            this.events = new ModelEvents(group, registry);
        }
    }

    private Running running() {
        if (running == null) {
            throw new IllegalStateException("not open");
        }
        return running;
    }

    @Override
    public void open(OpenContext context) throws Exception {
        ValueState<Coordination> state =
                getRuntimeContext().getState(new ValueStateDescriptor<>("coordination", Coordination.TYPE));
        running = Leases.open(leases -> new Running(
                leases,
                ModelVersion.of(leases.acquire(models).launched().manifest()),
                leases.acquire(registry),
                state,
                group));
    }

    @Override
    public void processElement(SourceRecord record, Context context, Collector<ModelPlan> out) throws Exception {
        ModelControl control;
        try {
            control = running().deserializer.read(record.value(), record.header(SchemaHeader.NAME));
        } catch (RefusedRecordException e) {
            log.warn(
                    "no command: {} topic={} partition={} offset={}",
                    e.getMessage(),
                    record.topic(),
                    record.partition(),
                    record.offset());
            return;
        }
        if (!control.getGroup().equals(group)) {
            return;
        }
        long now = context.timerService().currentProcessingTime();
        Coordination before = running().state.value();
        Step step = new Step(before == null ? new Coordination(null, null) : before, now, context, out);
        switch (control.getAction()) {
            case DEPLOY -> deploy(step, control);
            case ROLLBACK -> rollBack(step, control);
            case REPORT -> report(step, control);
            case UNKNOWN -> log.warn("command of an unknown kind, deployment {}", control.getDeploymentId());
        }
    }

    /** What is known while one record or one tick is worked off. */
    private record Step(
            Coordination before,
            long now,
            KeyedProcessFunction<Integer, SourceRecord, ModelPlan>.Context context,
            Collector<ModelPlan> out) {
        @Nullable
        Deployment deployment() {
            return before.deployment();
        }

        boolean isBusy() {
            return before.deployment() != null && before.deployment().isUnderWay();
        }
    }

    private void deploy(Step step, ModelControl control) throws Exception {
        String id = control.getDeploymentId();
        DeployedPackage wanted = control.getPackage$();
        Deployment current = step.deployment();
        if (current != null && current.id().equals(id)) {
            return;
        }
        ModelVersion candidate = wanted == null ? null : version(wanted);
        if (id.isBlank() || id.length() > LONGEST_ID || candidate == null) {
            log.warn("command without an id or a package is passed over: {}", id);
            return;
        }
        if (step.isBusy() && current != null) {
            refuse(
                    step,
                    id,
                    candidate,
                    "deployment " + current.id() + " is under way (expected: its end; `mien model"
                            + " rollback` ends it)");
            return;
        }
        ModelVersion publishing = publishing(step.before().plan());
        if (candidate.id() == publishing.id()) {
            refuse(step, id, candidate, "this model publishes already");
            return;
        }
        ModelPlan plan = ModelPlan.trying(step.before().plan(), running().launched, id, candidate);
        change(step, plan, Deployment.begun(id, ModelPhase.LOADING, step.now(), shadow(control.getShadow())));
    }

    private static Shadow shadow(@Nullable ShadowRule rule) {
        return rule == null
                ? Shadow.NONE
                : new Shadow(
                        Math.max(0, rule.getDurationMicros() / 1_000),
                        Math.max(0, rule.getWindows()),
                        rule.getLeastAgreement());
    }

    private static ModelVersion version(DeployedPackage wanted) {
        ModelReference model = wanted.getModel();
        return new ModelVersion(
                model.getName(),
                model.getVersion(),
                model.getSavedModelDigest(),
                model.getPreprocessingDigest(),
                model.getUntrained(),
                new PackageReference(wanted.getLocation(), wanted.getSha256()));
    }

    private ModelVersion publishing(@Nullable ModelPlan plan) {
        return plan == null ? running().launched : plan.publishing();
    }

    private void rollBack(Step step, ModelControl control) throws Exception {
        String id = control.getDeploymentId();
        Deployment current = step.deployment();
        ModelPlan plan = step.before().plan();
        if (current != null && current.id().equals(id)) {
            return;
        }
        if (current == null || plan == null) {
            refuse(step, id, null, "nothing was deployed to this job");
            return;
        }
        switch (current.phase()) {
            case LOADING, SHADOW -> giveUp(step, current, plan, ModelPhase.ROLLED_BACK, BY_COMMAND);
            case SWITCHING ->
                refuse(
                        step,
                        id,
                        null,
                        "deployment " + current.id() + " is just taking over (expected: ACTIVE; try again)");
            case ACTIVE, REFUSED, ROLLED_BACK, UNKNOWN -> {
                ModelVersion former = plan.former();
                if (former == null) {
                    refuse(step, id, null, "no former model is kept (expected: one; deploy its package)");
                } else {
                    takeOver(
                            step,
                            plan,
                            former,
                            new Deployment(
                                    id, ModelPhase.SWITCHING, step.now(), Shadow.NONE, Map.of(), Map.of(), BY_COMMAND));
                }
            }
        }
    }

    private void report(Step step, ModelControl control) throws Exception {
        SlotReport report = control.getReport();
        Deployment current = step.deployment();
        ModelPlan plan = step.before().plan();
        if (report == null
                || current == null
                || plan == null
                || !current.id().equals(control.getDeploymentId())
                || !current.isUnderWay()) {
            return;
        }
        if (report.getRefusal() != null && current.phase() != ModelPhase.SWITCHING) {
            giveUp(step, current, plan, ModelPhase.REFUSED, report.getRefusal());
            return;
        }
        Deployment answered = current.with(report.getSlot(), report.getProcess(), Agreement.of(report.getAgreement()));
        if (current.phase() == ModelPhase.LOADING && answered.loaded().size() >= report.getSlots()) {
            change(step, plan.shadowed(running().launched), answered.in(ModelPhase.SHADOW, step.now(), null));
        } else {
            running().state.update(new Coordination(plan, answered));
            if (!answered.agreement().equals(current.agreement())) {
                tell(step, plan, answered);
            }
        }
    }

    @Override
    public void onTimer(long timestamp, OnTimerContext context, Collector<ModelPlan> out) throws Exception {
        Coordination before = running().state.value();
        if (before == null || before.plan() == null || before.deployment() == null) {
            return;
        }
        Step step = new Step(before, context.timerService().currentProcessingTime(), context, out);
        Deployment current = before.deployment();
        if (!current.isUnderWay()) {
            return;
        }
        tick(step, current, before.plan());
    }

    private void tick(Step step, Deployment current, ModelPlan plan) throws Exception {
        long passed = step.now() - current.since();
        Agreement agreement = current.agreement();
        boolean over = passed >= current.shadow().millis()
                && agreement.windows() >= current.shadow().windows();
        ModelVersion candidate = plan.candidate();
        if (current.phase() == ModelPhase.LOADING && passed > LOADING_PATIENCE.toMillis()) {
            giveUp(step, current, plan, ModelPhase.REFUSED, "not loaded by all slots after " + LOADING_PATIENCE);
        } else if (current.phase() == ModelPhase.SHADOW && over && candidate != null) {
            if (agreement.share() < current.shadow().leastAgreement()) {
                giveUp(
                        step,
                        current,
                        plan,
                        ModelPhase.ROLLED_BACK,
                        String.format(
                                Locale.ROOT,
                                "the models gave the same label for %d of %d windows, a share of %.3f (expected: at least %.3f)",
                                agreement.sameLabel(),
                                agreement.windows(),
                                agreement.share(),
                                current.shadow().leastAgreement()));
            } else {
                takeOver(step, plan, candidate, current.in(ModelPhase.SWITCHING, step.now(), null));
            }
        } else if (current.phase() == ModelPhase.SWITCHING && step.now() >= plan.from()) {
            change(
                    step,
                    plan,
                    current.in(
                            current.reason() == null ? ModelPhase.ACTIVE : ModelPhase.ROLLED_BACK,
                            step.now(),
                            current.reason()));
        } else {
            step.out().collect(plan);
            again(step);
        }
    }

    private void takeOver(Step step, ModelPlan plan, ModelVersion next, Deployment switching) throws Exception {
        long from = step.now() + takeoverMillis;
        change(step, plan.takenOver(running().launched, switching.id(), next, from), switching);
    }

    private void giveUp(Step step, Deployment current, ModelPlan plan, ModelPhase phase, String reason)
            throws Exception {
        String told = reason.length() > LONGEST_REASON ? reason.substring(0, LONGEST_REASON) : reason;
        ModelPlan without = plan.alone(running().launched);
        Deployment ended = current.in(phase, step.now(), told);
        running().state.update(new Coordination(without, ended));
        step.out().collect(without);
        tell(step, plan, ended);
    }

    private void change(Step step, ModelPlan plan, Deployment deployment) throws Exception {
        running().state.update(new Coordination(plan, deployment));
        step.out().collect(plan);
        tell(step, plan, deployment);
        if (deployment.isUnderWay()) {
            again(step);
        }
    }

    /** One timer at a time: of the same moment Flink keeps one. */
    private static void again(Step step) {
        long next = (step.now() / TICK_MILLIS + 1) * TICK_MILLIS;
        step.context().timerService().registerProcessingTimeTimer(next);
    }

    /** Says that a command changes nothing, and then what is the case. */
    private void refuse(Step step, String id, @Nullable ModelVersion candidate, String reason) {
        ModelPlan plan = step.before().plan();
        ModelEvents events = running().events;
        step.context().output(EVENTS, events.refused(step.now(), id, publishing(plan), candidate, reason));
        Deployment current = step.deployment();
        if (step.isBusy() && current != null && plan != null) {
            tell(step, plan, current);
        }
    }

    private void tell(Step step, ModelPlan plan, Deployment deployment) {
        log.info("deployment {}: {}, publishing {}", deployment.id(), deployment.phase(), plan.publishing());
        step.context().output(EVENTS, running().events.told(step.now(), plan, deployment));
    }

    @Override
    public void close() {
        if (running != null) {
            running.leases.close();
            running = null;
        }
    }
}
