package io.mien.infer.operator;

import io.mien.infer.batch.BatchedModel;
import io.mien.infer.batch.FailedItemException;
import io.mien.infer.deployment.LoadedModels;
import io.mien.infer.deployment.ReplacedModelException;
import io.mien.infer.element.CellEvent;
import io.mien.infer.element.CellEvent.SampledFrame;
import io.mien.infer.element.EncodedFrame;
import io.mien.infer.element.Encoding;
import io.mien.infer.element.EncodingOutcome;
import io.mien.infer.element.FrameReference;
import io.mien.infer.element.GuardedFrame;
import io.mien.infer.element.ModelAssignment;
import io.mien.infer.element.ModelAssignment.Role;
import io.mien.infer.element.ModelVersion;
import io.mien.infer.element.RejectedFrame;
import io.mien.infer.element.SkippedCell;
import io.mien.infer.element.SourceRecord;
import io.mien.infer.element.TrackEnd;
import io.mien.infer.freshness.FramesUnderWay;
import io.mien.infer.freshness.Freshness;
import io.mien.infer.shared.Leases;
import io.mien.infer.shared.SharedResource;
import io.mien.pictures.ImageDecoder;
import io.mien.pictures.PreprocessingProfile;
import io.mien.schemas.DeadLetterReason;
import io.mien.schemas.RefusedRecordException;
import io.mien.schemas.avro.FaceFrame;
import io.mien.schemas.registry.SchemaRegistry;
import io.mien.schemas.wire.RecordDeserializer;
import io.mien.schemas.wire.SchemaHeader;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.streaming.api.functions.async.ResultFuture;
import org.apache.flink.streaming.api.functions.async.RichAsyncFunction;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Turns sampled frames into embeddings, in batches with those of all other subjects. A frame whose picture is broken, or
 * that the model fails on alone, comes out as rejected; the ends of tracks pass through in their place. The operator
 * around this function keeps the order.
 */
public final class FrameEncoder extends RichAsyncFunction<CellEvent, EncodingOutcome> {
    private static final long serialVersionUID = 1L;
    private static final Logger log = LoggerFactory.getLogger(FrameEncoder.class);

    private final GuardLimits limits;
    private final int smallestFace;
    private final SharedResource<SchemaRegistry> registry;
    private final SharedResource<LoadedModels> models;
    private final @Nullable SharedResource<Freshness> freshness;

    private transient @Nullable Running running;

    /**
     * @param limits of pictures
     * @param smallestFace that is read, pixels; 0: by what the model's picture needs
     * @param registry of the records' schemas
     * @param models that encode
     * @param freshness that is told which frames wait; null in a job without a bound
     */
    public FrameEncoder(
            GuardLimits limits,
            int smallestFace,
            SharedResource<SchemaRegistry> registry,
            SharedResource<LoadedModels> models,
            @Nullable SharedResource<Freshness> freshness) {
        this.limits = limits;
        this.smallestFace = smallestFace;
        this.registry = registry;
        this.models = models;
        this.freshness = freshness;
    }

    /** What lives from {@link #open} to {@link #close}. */
    private record Running(
            Leases leases,
            RecordDeserializer<FaceFrame> deserializer,
            LoadedModels models,
            Map<String, Preparation> preparations,
            @Nullable FramesUnderWay underWay) {}

    /** How frames are prepared for models of one preprocessing profile. */
    private record Preparation(PictureReader pictures, Legibility legibility) {}

    private Running running() {
        if (running == null) {
            throw new IllegalStateException("not open");
        }
        return running;
    }

    @Override
    public void open(OpenContext context) throws Exception {
        running = Leases.open(this::opened);
    }

    private Running opened(Leases leases) {
        RecordDeserializer<FaceFrame> deserializer =
                new RecordDeserializer<>(FaceFrame.class, leases.acquire(registry));
        return new Running(
                leases,
                deserializer,
                leases.acquire(models),
                new ConcurrentHashMap<>(),
                freshness == null ? null : leases.acquire(freshness).addWaiting());
    }

    private Preparation preparation(BatchedModel model) {
        return running().preparations().computeIfAbsent(model.manifest().preprocessingDigest(), digest -> {
            PreprocessingProfile profile = model.manifest().preprocessing();
            return new Preparation(
                    new PictureReader(new ImageDecoder(limits.image()), profile),
                    new Legibility(profile, smallestFace));
        });
    }

    @Override
    public void asyncInvoke(CellEvent event, ResultFuture<EncodingOutcome> result) throws Exception {
        if (event instanceof SampledFrame sampled) {
            FramesUnderWay underWay = running().underWay();
            encode(
                    sampled,
                    underWay == null
                            ? result
                            : new WaitedForResult<>(
                                    result, underWay.add(sampled.frame().source())));
        } else if (event instanceof TrackEnd end) {
            result.complete(List.of(end));
        } else if (event instanceof SkippedCell skipped) {
            result.complete(List.of(skipped));
        }
    }

    private void encode(SampledFrame sampled, ResultFuture<EncodingOutcome> result) throws InterruptedException {
        FaceFrame frame;
        FrameReference reference;
        try {
            frame = frame(sampled.frame());
            reference = reference(sampled.frame(), frame);
        } catch (RefusedRecordException e) {
            result.complete(List.of(rejected(sampled, e)));
            return;
        }
        ModelAssignment assignment = sampled.assignment();
        CompletableFuture<@Nullable Encoding> second = assignment == null || assignment.role() == Role.NONE
                ? CompletableFuture.completedFuture(null)
                : encoding(assignment.second(), frame).handle((encoding, failure) -> {
                    if (failure != null) {
                        log.warn(
                                "a second model could not encode a frame: {} {}",
                                failure.toString(),
                                sampled.subject());
                    }
                    return encoding;
                });
        CompletableFuture<Void> unused = encoding(assignment == null ? 0 : assignment.model(), frame)
                .thenCombine(second, (first, other) -> outcome(sampled, reference, first, other))
                .handle((encoded, failure) -> {
                    finish(sampled, result, encoded, failure);
                    return null;
                });
    }

    private static EncodedFrame outcome(
            SampledFrame sampled, FrameReference reference, Encoding first, @Nullable Encoding second) {
        ModelAssignment assignment = sampled.assignment();
        return assignment == null
                ? new EncodedFrame(
                        sampled.subject(), sampled.cell(), first.embedding(), reference, first.picture(), first.doubt())
                : EncodedFrame.of(sampled.subject(), sampled.cell(), reference, assignment, first, second);
    }

    private void finish(
            SampledFrame sampled,
            ResultFuture<EncodingOutcome> result,
            @Nullable EncodedFrame encoded,
            @Nullable Throwable thrown) {
        Throwable failure =
                thrown instanceof CompletionException && thrown.getCause() != null ? thrown.getCause() : thrown;
        if (encoded != null) {
            result.complete(List.of(encoded));
        } else if (failure instanceof RefusedFrameException refused) {
            result.complete(List.of(rejected(sampled, refused.refusal())));
        } else if (failure instanceof FailedItemException) {
            result.complete(List.of(rejected(
                    sampled,
                    new RefusedRecordException(DeadLetterReason.MODEL_FAILURE, "model: " + failure.getMessage()))));
        } else if (failure instanceof ReplacedModelException && sampled.assignment() != null) {
            encodeByHeir(sampled, sampled.assignment(), result);
        } else {
            result.completeExceptionally(
                    failure == null ? new IllegalStateException("neither an embedding nor a failure") : failure);
        }
    }

    /** Two deployments after this frame was assigned its model is gone: the one that publishes now encodes it alone. */
    private void encodeByHeir(SampledFrame sampled, ModelAssignment assignment, ResultFuture<EncodingOutcome> result) {
        long heir = ModelVersion.of(running().models().publishing().manifest()).id();
        if (heir == assignment.model()) {
            result.completeExceptionally(new IllegalStateException("the publishing model is not held"));
            return;
        }
        try {
            encode(
                    new SampledFrame(
                            sampled.frame(),
                            sampled.cell(),
                            new ModelAssignment(assignment.origin(), heir, 0, Role.NONE)),
                    result);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            result.completeExceptionally(e);
        }
    }

    /** What a model makes of a frame. */
    private CompletableFuture<Encoding> encoding(long id, FaceFrame frame) throws InterruptedException {
        return running().models().ask(id, model -> {
            PreparedPicture prepared;
            try {
                prepared = prepared(preparation(model), frame);
            } catch (RefusedRecordException e) {
                return CompletableFuture.failedFuture(new RefusedFrameException(e));
            }
            return model.encode(prepared.picture())
                    .thenApply(embedding -> new Encoding(embedding, digest(prepared.picture()), prepared.doubt()));
        });
    }

    /** Carries a refusal through a future. */
    private static final class RefusedFrameException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        private final transient RefusedRecordException refusal;

        RefusedFrameException(RefusedRecordException refusal) {
            super(refusal);
            this.refusal = refusal;
        }

        RefusedRecordException refusal() {
            return refusal;
        }
    }

    /**
     * What is kept of a frame while a model works on it.
     *
     * @param picture {@code [size, size, 3] uint8}
     */
    @SuppressWarnings("ArrayRecordComponent") // handed to the model, never changed, never compared
    private record PreparedPicture(byte[] picture, @Nullable String doubt) {}

    /** FNV-1a, never 0. */
    private static long digest(byte[] picture) {
        long digest = 0xcbf29ce484222325L;
        for (byte value : picture) {
            digest = (digest ^ (value & 0xff)) * 0x100000001b3L;
        }
        return digest == 0 ? 1 : digest;
    }

    private FaceFrame frame(GuardedFrame guarded) throws RefusedRecordException {
        SourceRecord source = guarded.source();
        try {
            return running().deserializer().read(source.value(), source.header(SchemaHeader.NAME));
        } catch (RuntimeException e) {
            throw RefusedRecordException.unexpected(e);
        }
    }

    private static FrameReference reference(GuardedFrame guarded, FaceFrame frame) throws RefusedRecordException {
        SourceRecord source = guarded.source();
        try {
            return new FrameReference(
                    source.topic(),
                    source.partition(),
                    source.offset(),
                    guarded.sequence(),
                    FrameReference.CameraBox.of(frame.getCameraBox()),
                    FrameReference.Source.of(frame, guarded.capturedAt()),
                    frame.getPurpose());
        } catch (RuntimeException e) {
            throw RefusedRecordException.unexpected(e);
        }
    }

    private static PreparedPicture prepared(Preparation preparation, FaceFrame frame) throws RefusedRecordException {
        try {
            byte[] picture = preparation.pictures().read(frame);
            String doubt = preparation
                    .legibility()
                    .doubt(frame, picture)
                    .or(() -> preparation.pictures().doubt(frame))
                    .orElse(null);
            return new PreparedPicture(picture, doubt);
        } catch (RuntimeException e) {
            throw RefusedRecordException.unexpected(e);
        }
    }

    private static RejectedFrame rejected(SampledFrame sampled, RefusedRecordException refusal) {
        return RejectedFrame.of(sampled.subject(), sampled.frame().source(), refusal);
    }

    @Override
    public void close() {
        if (running != null) {
            if (running.underWay() != null) {
                running.underWay().close();
            }
            running.leases().close();
            running = null;
        }
    }
}
