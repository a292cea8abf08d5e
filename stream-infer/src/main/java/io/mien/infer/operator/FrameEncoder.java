package io.mien.infer.operator;

import io.mien.infer.batch.BatchedModel;
import io.mien.infer.batch.FailedItemException;
import io.mien.infer.element.CellEvent;
import io.mien.infer.element.CellEvent.SampledFrame;
import io.mien.infer.element.EncodedFrame;
import io.mien.infer.element.EncodingOutcome;
import io.mien.infer.element.FrameReference;
import io.mien.infer.element.GuardedFrame;
import io.mien.infer.element.RejectedFrame;
import io.mien.infer.element.SourceRecord;
import io.mien.infer.element.TrackEnd;
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
import java.util.concurrent.CompletableFuture;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.streaming.api.functions.async.ResultFuture;
import org.apache.flink.streaming.api.functions.async.RichAsyncFunction;
import org.jspecify.annotations.Nullable;

/**
 * Turns sampled frames into embeddings, in batches with those of all other subjects. A frame whose picture is broken, or
 * that the model fails on alone, comes out as rejected; the ends of tracks pass through in their place. The operator
 * around this function keeps the order.
 */
public final class FrameEncoder extends RichAsyncFunction<CellEvent, EncodingOutcome> {
    private static final long serialVersionUID = 1L;

    private final GuardLimits limits;
    private final int smallestFace;
    private final SharedResource<SchemaRegistry> registry;
    private final SharedResource<BatchedModel> model;

    private transient @Nullable Running running;

    /**
     * @param limits of pictures
     * @param smallestFace that is read, pixels; 0: by what the model's picture needs
     * @param registry of the records' schemas
     * @param model that encodes
     */
    public FrameEncoder(
            GuardLimits limits,
            int smallestFace,
            SharedResource<SchemaRegistry> registry,
            SharedResource<BatchedModel> model) {
        this.limits = limits;
        this.smallestFace = smallestFace;
        this.registry = registry;
        this.model = model;
    }

    /** What lives from {@link #open} to {@link #close}. */
    private record Running(
            Leases leases,
            RecordDeserializer<FaceFrame> deserializer,
            BatchedModel model,
            PictureReader pictures,
            Legibility legibility) {}

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
        BatchedModel encoder = leases.acquire(model);
        PreprocessingProfile profile = encoder.manifest().preprocessing();
        return new Running(
                leases,
                deserializer,
                encoder,
                new PictureReader(new ImageDecoder(limits.image()), profile),
                new Legibility(profile, smallestFace));
    }

    @Override
    public void asyncInvoke(CellEvent event, ResultFuture<EncodingOutcome> result) throws Exception {
        if (event instanceof SampledFrame sampled) {
            encode(sampled, result);
        } else if (event instanceof TrackEnd end) {
            result.complete(List.of(end));
        }
    }

    private void encode(SampledFrame sampled, ResultFuture<EncodingOutcome> result) throws InterruptedException {
        PreparedFrame prepared;
        try {
            prepared = prepared(sampled.frame());
        } catch (RefusedRecordException e) {
            result.complete(List.of(rejected(sampled, e)));
            return;
        }
        CompletableFuture<float[]> unused = running()
                .model()
                .encode(prepared.picture())
                .whenComplete((embedding, failure) -> {
                    if (failure == null) {
                        result.complete(List.of(prepared.encoded(sampled, embedding)));
                    } else if (failure instanceof FailedItemException) {
                        result.complete(List.of(rejected(
                                sampled,
                                new RefusedRecordException(
                                        DeadLetterReason.MODEL_FAILURE, "model: " + failure.getMessage()))));
                    } else {
                        result.completeExceptionally(failure);
                    }
                });
    }

    /**
     * What is kept of a frame while the model works on it.
     *
     * @param picture {@code [size, size, 3] uint8}
     */
    @SuppressWarnings("ArrayRecordComponent") // handed to the model, never changed, never compared
    private record PreparedFrame(
            byte[] picture,
            FrameReference reference,
            long digest,
            @Nullable String doubt) {
        EncodedFrame encoded(SampledFrame sampled, float[] embedding) {
            return new EncodedFrame(sampled.subject(), sampled.cell(), embedding, reference, digest, doubt);
        }
    }

    /** FNV-1a, never 0. */
    private static long digest(byte[] picture) {
        long digest = 0xcbf29ce484222325L;
        for (byte value : picture) {
            digest = (digest ^ (value & 0xff)) * 0x100000001b3L;
        }
        return digest == 0 ? 1 : digest;
    }

    private PreparedFrame prepared(GuardedFrame guarded) throws RefusedRecordException {
        SourceRecord source = guarded.source();
        Running parts = running();
        try {
            FaceFrame frame = parts.deserializer().read(source.value(), source.header(SchemaHeader.NAME));
            FrameReference reference = new FrameReference(
                    source.topic(),
                    source.partition(),
                    source.offset(),
                    guarded.sequence(),
                    FrameReference.CameraBox.of(frame.getCameraBox()),
                    FrameReference.Source.of(frame, guarded.capturedAt()));
            byte[] picture = parts.pictures().read(frame);
            String doubt = parts.legibility()
                    .doubt(frame, picture)
                    .or(() -> parts.pictures().doubt(frame))
                    .orElse(null);
            return new PreparedFrame(picture, reference, digest(picture), doubt);
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
            running.leases().close();
            running = null;
        }
    }
}
