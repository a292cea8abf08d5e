package io.mien.infer;

import io.mien.failures.FailureKind;
import io.mien.infer.accounting.Ledger;
import io.mien.infer.batch.BatchSettings;
import io.mien.infer.batch.BatchedModel;
import io.mien.infer.deployment.LoadedModels;
import io.mien.infer.deployment.ModelCoordinator;
import io.mien.infer.deployment.ModelOpening;
import io.mien.infer.deployment.SlotReports;
import io.mien.infer.element.CellEvent;
import io.mien.infer.element.Clip;
import io.mien.infer.element.EncodingOutcome;
import io.mien.infer.element.GuardedFrame;
import io.mien.infer.element.ModelPlan;
import io.mien.infer.element.OutgoingRecord;
import io.mien.infer.element.ScoredClip;
import io.mien.infer.element.SourceRecord;
import io.mien.infer.element.SubjectKey;
import io.mien.infer.freshness.AdmissionPolicy;
import io.mien.infer.freshness.FreshPolicy;
import io.mien.infer.freshness.Freshness;
import io.mien.infer.kafka.KafkaEnds;
import io.mien.infer.operator.CellSampler;
import io.mien.infer.operator.ClipAssembler;
import io.mien.infer.operator.ClipClassifier;
import io.mien.infer.operator.DeadLetters;
import io.mien.infer.operator.FrameEncoder;
import io.mien.infer.operator.FrameGuard;
import io.mien.infer.operator.OutcomeSplitter;
import io.mien.infer.operator.PlannedCellSampler;
import io.mien.infer.operator.ReadingWriter;
import io.mien.infer.operator.StateOwnerCheck;
import io.mien.infer.operator.SubjectRequests;
import io.mien.infer.shared.SharedResource;
import io.mien.infer.window.ClipComposer;
import io.mien.models.ModelRunner;
import io.mien.models.ModelRunnerFactory;
import io.mien.models.PackageReference;
import io.mien.models.UnavailableDeviceException;
import io.mien.schemas.registry.SchemaRegistry;
import java.time.Duration;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.connector.base.DeliveryGuarantee;
import org.apache.flink.runtime.execution.SuppressRestartsException;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.datastream.SingleOutputStreamOperator;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.jspecify.annotations.Nullable;

/**
 * Builds the pipeline from face frames to readings.
 *
 * <pre>
 * model-control ─ coordinator ─┐ (where there is such a topic)
 * face-frames ─ guard ─ by subject ─ sampler ─ encoder ─ splitter ─ by subject ─ assembler ─ classifier ─ writer ─ owner ─ expressions
 *                 └──────────────────────────────────────────┴─────────────────────────────────────────────────── face-frames.dlq
 * </pre>
 *
 * <p>Every operator has a fixed uid, so that a checkpoint fits the job of a later version. The two streams by subject
 * are real ones, not the first one reinterpreted: the encoder's answers are keyed anew.
 */
public final class InferenceJob {
    private static final int CAPACITY_IN_BATCHES = 4;
    /** In which a checkpoint that was begun is expected to be complete. */
    private static final Duration CHECKPOINT_PATIENCE = Duration.ofSeconds(3);

    private final InferenceConfiguration configuration;
    private final SharedResource<SchemaRegistry> registry;
    private final SharedResource<LoadedModels> models;
    private final SharedResource<Ledger> ledger;
    private final @Nullable SharedResource<Freshness> freshness;
    private final AdmissionPolicy admission;

    /**
     * Prepares a job, and opens nothing yet.
     *
     * @param configuration what it is to do
     * @param modelFactory opens the model once in each process
     */
    public InferenceJob(InferenceConfiguration configuration, ModelRunnerFactory modelFactory) {
        this(configuration, modelFactory, configuration.registry()::open, null);
    }

    /**
     * With another registry than the configuration's.
     *
     * @param recorded says which cells are encoded; null: as the configuration says
     */
    InferenceJob(
            InferenceConfiguration configuration,
            ModelRunnerFactory modelFactory,
            SharedResource.Opening<SchemaRegistry> registry,
            @Nullable AdmissionPolicy recorded) {
        this.configuration = configuration;
        this.registry = new SharedResource<>(registry);
        ModelOpening opening = new FittingModels(
                modelFactory,
                configuration.windows().cells(),
                configuration.encoding(),
                configuration.classification());
        this.models = new SharedResource<>(() -> new LoadedModels(opening));
        this.ledger = new SharedResource<>(Ledger::new);
        Duration bound = configuration.freshness();
        SharedResource<Freshness> shared = bound == null ? null : new SharedResource<>(() -> new Freshness(bound));
        this.freshness = shared;
        if (recorded != null) {
            this.admission = recorded;
        } else {
            this.admission = shared == null
                    ? AdmissionPolicy.ALL
                    : new FreshPolicy(shared, configuration.windows(), configuration.evidence());
        }
    }

    SharedResource<LoadedModels> models() {
        return models;
    }

    SharedResource<Ledger> ledger() {
        return ledger;
    }

    /** How far behind this process is; null in a job without a bound. */
    @Nullable
    SharedResource<Freshness> freshness() {
        return freshness;
    }

    /**
     * The whole job, from Kafka to Kafka.
     *
     * @param topics what was found of them
     */
    void build(StreamExecutionEnvironment environment, StartChecks.Topics topics) {
        DataStream<SourceRecord> source = environment
                .fromSource(
                        KafkaEnds.source(configuration.kafka(), configuration.groupId()),
                        WatermarkStrategy.noWatermarks(),
                        "face-frames")
                .uid("face-frames");
        Delivery delivery = configuration.delivery();
        DeliveryGuarantee guarantee = switch (delivery.guarantee()) {
            case AT_LEAST_ONCE -> DeliveryGuarantee.AT_LEAST_ONCE;
            case EXACTLY_ONCE -> DeliveryGuarantee.EXACTLY_ONCE;
        };
        DataStream<SourceRecord> control = topics.takesModels() ? control(environment) : null;
        pipeline(source, control, topics.inputId())
                .sinkTo(KafkaEnds.sink(
                        configuration.kafka(),
                        configuration.groupId(),
                        guarantee,
                        delivery.transactionTimeout().toMillis()))
                .name("expressions")
                .uid("expressions");
    }

    private DataStream<SourceRecord> control(StreamExecutionEnvironment environment) {
        return environment
                .fromSource(
                        KafkaEnds.controlSource(
                                configuration.kafka(), configuration.groupId(), System.currentTimeMillis()),
                        WatermarkStrategy.noWatermarks(),
                        "model-control")
                .setParallelism(1)
                .uid("model-control");
    }

    /**
     * The job without its ends in Kafka.
     *
     * @param source records of {@code face-frames}, each stream's in order
     * @return records of {@code expressions} and {@code face-frames.dlq}
     */
    public DataStream<OutgoingRecord> pipeline(DataStream<SourceRecord> source) {
        return pipeline(source, null, null);
    }

    private DataStream<OutgoingRecord> pipeline(
            DataStream<SourceRecord> source, @Nullable DataStream<SourceRecord> control, @Nullable String topicId) {
        SingleOutputStreamOperator<GuardedFrame> guarded = source.process(
                        new FrameGuard(configuration.limits(), registry, ledger), GuardedFrame.TYPE)
                .name("frame-guard")
                .uid("frame-guard");
        SingleOutputStreamOperator<ModelPlan> plans = control == null ? null : plans(control);
        SingleOutputStreamOperator<CellEvent> sampled = plans == null ? sample(guarded) : sample(guarded, plans);
        SingleOutputStreamOperator<EncodingOutcome> encoded = encode(sampled);
        SingleOutputStreamOperator<OutgoingRecord> readings = classify(encoded)
                .process(new StateOwnerCheck(models, configuration.windows(), topicId), OutgoingRecord.TYPE)
                .name("state-owner")
                .uid("state-owner");
        DataStream<OutgoingRecord> results =
                readings.union(guarded.getSideOutput(DeadLetters.OUTPUT), encoded.getSideOutput(DeadLetters.OUTPUT));
        return plans == null
                ? results
                : results.union(
                        plans.getSideOutput(ModelCoordinator.EVENTS), sampled.getSideOutput(SlotReports.OUTPUT));
    }

    private SingleOutputStreamOperator<ModelPlan> plans(DataStream<SourceRecord> control) {
        return control.keyBy(record -> 0, Types.INT)
                .process(
                        new ModelCoordinator(
                                configuration.groupId(),
                                configuration.delivery().checkpointInterval().plus(CHECKPOINT_PATIENCE),
                                models,
                                registry),
                        ModelPlan.TYPE)
                .setParallelism(1)
                .name("model-coordinator")
                .uid("model-coordinator");
    }

    private SingleOutputStreamOperator<CellEvent> sample(DataStream<GuardedFrame> guarded) {
        return guarded.keyBy(GuardedFrame::subject, SubjectKey.TYPE)
                .process(
                        new CellSampler(configuration.windows(), configuration.idleTimeout(), ledger, admission),
                        CellEvent.TYPE)
                .name("cell-sampler")
                .uid("cell-sampler");
    }

    /** The same where models can be deployed. Its state is that of the other: a job may become such a one. */
    private SingleOutputStreamOperator<CellEvent> sample(
            DataStream<GuardedFrame> guarded, DataStream<ModelPlan> plans) {
        return guarded.keyBy(GuardedFrame::subject, SubjectKey.TYPE)
                .connect(plans.broadcast(PlannedCellSampler.PLANS))
                .process(
                        new PlannedCellSampler(
                                configuration.windows(),
                                configuration.idleTimeout(),
                                ledger,
                                admission,
                                models,
                                registry,
                                configuration.groupId()),
                        CellEvent.TYPE)
                .name("cell-sampler")
                .uid("cell-sampler");
    }

    private SingleOutputStreamOperator<EncodingOutcome> encode(DataStream<CellEvent> sampled) {
        return new SubjectRequests<>(
                        new FrameEncoder(
                                configuration.limits(),
                                configuration.evidence().smallestFace(),
                                registry,
                                models,
                                freshness),
                        CellEvent::subject,
                        configuration.modelTimeout(),
                        CAPACITY_IN_BATCHES * configuration.encoding().maximumBatch())
                .behind(sampled, "frame-encoder", EncodingOutcome.TYPE)
                .process(new OutcomeSplitter(ledger), EncodingOutcome.TYPE)
                .name("outcome-splitter")
                .uid("outcome-splitter");
    }

    private SingleOutputStreamOperator<OutgoingRecord> classify(DataStream<EncodingOutcome> encoded) {
        SingleOutputStreamOperator<Clip> clips = encoded.keyBy(EncodingOutcome::subject, SubjectKey.TYPE)
                .process(new ClipAssembler(composer(), configuration.idleTimeout()), Clip.TYPE)
                .name("clip-assembler")
                .uid("clip-assembler");
        return new SubjectRequests<>(
                        new ClipClassifier(models),
                        Clip::subject,
                        configuration.modelTimeout(),
                        CAPACITY_IN_BATCHES * configuration.classification().maximumBatch())
                .behind(clips, "clip-classifier", ScoredClip.TYPE)
                .flatMap(new ReadingWriter(batchShape(), composer(), configuration.purpose(), registry, models, ledger))
                .returns(OutgoingRecord.TYPE)
                .name("reading-writer")
                .uid("reading-writer");
    }

    private ClipComposer composer() {
        return new ClipComposer(configuration.windows(), configuration.evidence());
    }

    private String batchShape() {
        return "frames " + configuration.encoding().describe() + ", clips "
                + configuration.classification().describe();
    }

    /** Opens models and holds them against the windows. */
    private record FittingModels(
            ModelRunnerFactory factory, int cells, BatchSettings encoding, BatchSettings classification)
            implements ModelOpening {
        private static final long serialVersionUID = 1L;

        @Override
        public BatchedModel launched() {
            try {
                return batched(factory.open());
            } catch (UnavailableDeviceException e) {
                // The job fails at once and says why, instead of starting over and over.
                throw new SuppressRestartsException(e);
            }
        }

        @Override
        public BatchedModel deployed(PackageReference place) {
            return batched(factory.open(place));
        }

        private BatchedModel batched(ModelRunner runner) {
            try {
                int clipLength = runner.manifest().clipLength();
                if (clipLength != cells) {
                    throw new InferenceException(
                            FailureKind.MODEL,
                            "cells in a window: " + cells + " (expected: " + clipLength + ", the clip length of model "
                                    + runner.manifest().name() + ")");
                }
                return new BatchedModel(runner, encoding, classification);
            } catch (RuntimeException e) {
                runner.close();
                throw e;
            }
        }
    }
}
