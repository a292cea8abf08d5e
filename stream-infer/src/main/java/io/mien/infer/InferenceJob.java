package io.mien.infer;

import io.mien.infer.accounting.Ledger;
import io.mien.infer.batch.BatchSettings;
import io.mien.infer.batch.BatchedModel;
import io.mien.infer.element.CellEvent;
import io.mien.infer.element.Clip;
import io.mien.infer.element.EncodingOutcome;
import io.mien.infer.element.GuardedFrame;
import io.mien.infer.element.OutgoingRecord;
import io.mien.infer.element.ScoredClip;
import io.mien.infer.element.SourceRecord;
import io.mien.infer.element.SubjectKey;
import io.mien.infer.kafka.KafkaEnds;
import io.mien.infer.operator.CellSampler;
import io.mien.infer.operator.ClipAssembler;
import io.mien.infer.operator.ClipClassifier;
import io.mien.infer.operator.DeadLetters;
import io.mien.infer.operator.FrameEncoder;
import io.mien.infer.operator.FrameGuard;
import io.mien.infer.operator.OutcomeSplitter;
import io.mien.infer.operator.ReadingWriter;
import io.mien.infer.operator.StateOwnerCheck;
import io.mien.infer.shared.SharedResource;
import io.mien.infer.window.ClipComposer;
import io.mien.models.ModelRunner;
import io.mien.models.ModelRunnerFactory;
import io.mien.models.UnavailableDeviceException;
import io.mien.schemas.registry.SchemaRegistry;
import java.util.concurrent.TimeUnit;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.connector.base.DeliveryGuarantee;
import org.apache.flink.runtime.execution.SuppressRestartsException;
import org.apache.flink.streaming.api.datastream.AsyncDataStream;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.datastream.SingleOutputStreamOperator;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.jspecify.annotations.Nullable;

/**
 * Builds the pipeline from face frames to readings.
 *
 * <pre>
 * face-frames ─ guard ─ by subject ─ sampler ─ encoder ─ splitter ─ by subject ─ assembler ─ classifier ─ writer ─ owner ─ expressions
 *                 └──────────────────────────────────────────┴─────────────────────────────────────────────────── face-frames.dlq
 * </pre>
 *
 * <p>Every operator has a fixed uid, so that a checkpoint fits the job of a later version. The two streams by subject
 * are real ones, not the first one reinterpreted: the requests in flight in the asynchronous operators are handed out
 * again when a job is restored with another parallelism.
 */
public final class InferenceJob {
    private static final int CAPACITY_IN_BATCHES = 4;

    private final InferenceConfiguration configuration;
    private final SharedResource<SchemaRegistry> registry;
    private final SharedResource<BatchedModel> model;
    private final SharedResource<Ledger> ledger;

    /**
     * Prepares a job, and opens nothing yet.
     *
     * @param configuration what it is to do
     * @param modelFactory opens the model once in each process
     */
    public InferenceJob(InferenceConfiguration configuration, ModelRunnerFactory modelFactory) {
        this(configuration, modelFactory, configuration.registry()::open);
    }

    /** With another registry than the configuration's. */
    InferenceJob(
            InferenceConfiguration configuration,
            ModelRunnerFactory modelFactory,
            SharedResource.Opening<SchemaRegistry> registry) {
        this.configuration = configuration;
        this.registry = new SharedResource<>(registry);
        this.model = new SharedResource<>(new ModelOpening(
                modelFactory,
                configuration.windows().cells(),
                configuration.encoding(),
                configuration.classification()));
        this.ledger = new SharedResource<>(Ledger::new);
    }

    SharedResource<BatchedModel> model() {
        return model;
    }

    SharedResource<Ledger> ledger() {
        return ledger;
    }

    /**
     * The whole job, from Kafka to Kafka.
     *
     * @param topicId of {@code face-frames}, which the job's state remembers
     */
    public void build(StreamExecutionEnvironment environment, String topicId) {
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
        pipeline(source, topicId)
                .sinkTo(KafkaEnds.sink(
                        configuration.kafka(),
                        configuration.groupId(),
                        guarantee,
                        delivery.transactionTimeout().toMillis()))
                .name("expressions")
                .uid("expressions");
    }

    /**
     * The job without its ends in Kafka.
     *
     * @param source records of {@code face-frames}, each stream's in order
     * @return records of {@code expressions} and {@code face-frames.dlq}
     */
    public DataStream<OutgoingRecord> pipeline(DataStream<SourceRecord> source) {
        return pipeline(source, null);
    }

    private DataStream<OutgoingRecord> pipeline(DataStream<SourceRecord> source, @Nullable String topicId) {
        SingleOutputStreamOperator<GuardedFrame> guarded = source.process(
                        new FrameGuard(configuration.limits(), registry, ledger), GuardedFrame.TYPE)
                .name("frame-guard")
                .uid("frame-guard");
        SingleOutputStreamOperator<EncodingOutcome> encoded = encode(guarded);
        SingleOutputStreamOperator<OutgoingRecord> readings = classify(encoded)
                .process(new StateOwnerCheck(model, configuration.windows(), topicId), OutgoingRecord.TYPE)
                .name("state-owner")
                .uid("state-owner");
        return readings.union(guarded.getSideOutput(DeadLetters.OUTPUT), encoded.getSideOutput(DeadLetters.OUTPUT));
    }

    private SingleOutputStreamOperator<EncodingOutcome> encode(DataStream<GuardedFrame> guarded) {
        SingleOutputStreamOperator<CellEvent> sampled = guarded.keyBy(GuardedFrame::subject, SubjectKey.TYPE)
                .process(new CellSampler(configuration.windows(), configuration.idleTimeout(), ledger), CellEvent.TYPE)
                .name("cell-sampler")
                .uid("cell-sampler");
        return AsyncDataStream.orderedWait(
                        sampled,
                        new FrameEncoder(configuration.limits(), registry, model),
                        configuration.modelTimeout().toMillis(),
                        TimeUnit.MILLISECONDS,
                        CAPACITY_IN_BATCHES * configuration.encoding().maximumBatch())
                .returns(EncodingOutcome.TYPE)
                .name("frame-encoder")
                .uid("frame-encoder")
                .process(new OutcomeSplitter(ledger), EncodingOutcome.TYPE)
                .name("outcome-splitter")
                .uid("outcome-splitter");
    }

    private SingleOutputStreamOperator<OutgoingRecord> classify(DataStream<EncodingOutcome> encoded) {
        SingleOutputStreamOperator<Clip> clips = encoded.keyBy(EncodingOutcome::subject, SubjectKey.TYPE)
                .process(new ClipAssembler(composer(), configuration.idleTimeout()), Clip.TYPE)
                .name("clip-assembler")
                .uid("clip-assembler");
        return AsyncDataStream.orderedWait(
                        clips,
                        new ClipClassifier(model),
                        configuration.modelTimeout().toMillis(),
                        TimeUnit.MILLISECONDS,
                        CAPACITY_IN_BATCHES * configuration.classification().maximumBatch())
                .returns(ScoredClip.TYPE)
                .name("clip-classifier")
                .uid("clip-classifier")
                .map(new ReadingWriter(batchShape(), composer(), configuration.purpose(), registry, model, ledger))
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

    /** Opens the model and holds it against the windows. */
    private record ModelOpening(
            ModelRunnerFactory factory, int cells, BatchSettings encoding, BatchSettings classification)
            implements SharedResource.Opening<BatchedModel> {
        private static final long serialVersionUID = 1L;

        @Override
        public BatchedModel open() {
            ModelRunner runner = openRunner();
            int clipLength = runner.manifest().clipLength();
            if (clipLength != cells) {
                runner.close();
                throw new InferenceException("cells in a window: " + cells + " (expected: " + clipLength
                        + ", the clip length of model " + runner.manifest().name() + ")");
            }
            try {
                return new BatchedModel(runner, encoding, classification);
            } catch (RuntimeException e) {
                runner.close();
                throw e;
            }
        }

        private ModelRunner openRunner() {
            try {
                return factory.open();
            } catch (UnavailableDeviceException e) {
                // The job fails at once and says why, instead of starting over and over.
                throw new SuppressRestartsException(e);
            }
        }
    }
}
