package io.mien.infer.operator;

import io.mien.infer.batch.BatchedModel;
import io.mien.infer.batch.FailedItemException;
import io.mien.infer.element.CellEvent;
import io.mien.infer.element.CellEvent.SampledFrame;
import io.mien.infer.element.EncodedFrame;
import io.mien.infer.element.EncodingOutcome;
import io.mien.infer.element.FrameReference;
import io.mien.infer.element.RejectedFrame;
import io.mien.infer.element.SourceRecord;
import io.mien.infer.element.TrackEnd;
import io.mien.infer.shared.SharedResource;
import io.mien.pictures.ImageDecoder;
import io.mien.schemas.DeadLetterReason;
import io.mien.schemas.RefusedRecordException;
import io.mien.schemas.avro.FaceFrame;
import io.mien.schemas.registry.SchemaRegistry;
import io.mien.schemas.wire.RecordDeserializer;
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
    private final SharedResource<SchemaRegistry> registry;
    private final SharedResource<BatchedModel> model;

    private transient SharedResource.@Nullable Lease<SchemaRegistry> registryLease;
    private transient SharedResource.@Nullable Lease<BatchedModel> modelLease;
    private transient @Nullable RecordDeserializer<FaceFrame> deserializer;
    private transient @Nullable PictureReader pictures;

    /**
     * @param limits of pictures
     * @param registry of the records' schemas
     * @param model that encodes
     */
    public FrameEncoder(
            GuardLimits limits, SharedResource<SchemaRegistry> registry, SharedResource<BatchedModel> model) {
        this.limits = limits;
        this.registry = registry;
        this.model = model;
    }

    @Override
    public void open(OpenContext context) {
        registryLease = registry.acquire();
        modelLease = model.acquire();
        deserializer = new RecordDeserializer<>(FaceFrame.class, registryLease.get());
        pictures = new PictureReader(
                new ImageDecoder(limits.image()), modelLease.get().manifest().preprocessing());
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
        SourceRecord source = sampled.frame().source();
        FaceFrame frame;
        byte[] picture;
        try {
            frame = Opened.require(deserializer).read(source.value());
            picture = picture(frame);
        } catch (RefusedRecordException e) {
            result.complete(List.of(rejected(sampled, e.reason(), String.valueOf(e.getMessage()))));
            return;
        }
        String doubt = Opened.require(pictures).doubt(frame).orElse(null);
        FrameReference reference = new FrameReference(
                source.topic(),
                source.partition(),
                source.offset(),
                sampled.frame().sequence(),
                FrameReference.CameraBox.of(frame.getCameraBox()),
                FrameReference.Source.of(frame, sampled.frame().capturedAt()));
        CompletableFuture<float[]> unused = Opened.require(modelLease)
                .get()
                .encode(picture)
                .whenComplete((embedding, failure) -> {
                    if (failure == null) {
                        result.complete(List.of(
                                new EncodedFrame(sampled.subject(), sampled.cell(), embedding, reference, doubt)));
                    } else if (failure instanceof FailedItemException) {
                        result.complete(List.of(
                                rejected(sampled, DeadLetterReason.MODEL_FAILURE, "model: " + failure.getMessage())));
                    } else {
                        result.completeExceptionally(failure);
                    }
                });
    }

    private byte[] picture(FaceFrame frame) throws RefusedRecordException {
        try {
            return Opened.require(pictures).read(frame);
        } catch (RuntimeException e) {
            throw RefusedRecordException.unexpected(e);
        }
    }

    private static RejectedFrame rejected(SampledFrame sampled, DeadLetterReason reason, String message) {
        return new RejectedFrame(sampled.subject(), sampled.frame().source(), reason, message);
    }

    @Override
    public void close() {
        Opened.close(modelLease);
        Opened.close(registryLease);
    }
}
