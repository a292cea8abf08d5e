package io.mien.infer.operator;

import io.mien.infer.batch.BatchedModel;
import io.mien.infer.batch.FailedItemException;
import io.mien.infer.deployment.LoadedModels;
import io.mien.infer.deployment.ReplacedModelException;
import io.mien.infer.element.Clip;
import io.mien.infer.element.Clip.Evidence.Sufficiency;
import io.mien.infer.element.ScoredClip;
import io.mien.infer.shared.Leases;
import io.mien.infer.shared.SharedResource;
import io.mien.models.ClipScores;
import io.mien.models.ModelManifest;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.streaming.api.functions.async.ResultFuture;
import org.apache.flink.streaming.api.functions.async.RichAsyncFunction;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Classifies clips, in batches with those of all other subjects. A clip with too few frames is not shown to the model.
 * A clip whose likeliest label is less likely than the model's manifest wants is called unsure.
 *
 * <p>If the model fails on a clip alone, the clip abstains with that reason: its frames are well and were encoded, so
 * none of their records is a dead letter, and its window has a reading like every other.
 */
public final class ClipClassifier extends RichAsyncFunction<Clip, ScoredClip> {
    private static final long serialVersionUID = 1L;
    private static final Logger log = LoggerFactory.getLogger(ClipClassifier.class);
    private static final float[] NO_PROBABILITIES = {};

    private final SharedResource<LoadedModels> models;

    private transient @Nullable Running running;

    /**
     * @param models that classify
     */
    public ClipClassifier(SharedResource<LoadedModels> models) {
        this.models = models;
    }

    /** What lives from {@link #open} to {@link #close}. */
    private record Running(Leases leases, LoadedModels models) {}

    private Running running() {
        if (running == null) {
            throw new IllegalStateException("not open");
        }
        return running;
    }

    @Override
    public void open(OpenContext context) throws Exception {
        running = Leases.open(leases -> new Running(leases, leases.acquire(models)));
    }

    @Override
    public void asyncInvoke(Clip clip, ResultFuture<ScoredClip> result) throws Exception {
        CompletableFuture<Void> unused = running()
                .models()
                .ask(clip.model(), model -> answer(clip, model))
                .handle((scored, thrown) -> {
                    Throwable failure = thrown instanceof CompletionException && thrown.getCause() != null
                            ? thrown.getCause()
                            : thrown;
                    if (failure == null) {
                        result.complete(List.of(scored));
                    } else if (failure instanceof FailedItemException) {
                        log.warn(
                                "clip abstains, the model failed on it: {} window-end={} {}",
                                failure.getMessage(),
                                clip.windowEnd(),
                                clip.subject());
                        result.complete(List.of(scored(
                                clip.abstaining("the model failed on this clip: " + failure.getMessage()),
                                NO_PROBABILITIES)));
                    } else if (failure instanceof ReplacedModelException) {
                        result.complete(
                                List.of(scored(clip.abstaining("the model was replaced meanwhile"), NO_PROBABILITIES)));
                    } else {
                        result.completeExceptionally(failure);
                    }
                    return null;
                });
    }

    private static CompletableFuture<ScoredClip> answer(Clip clip, BatchedModel model) throws InterruptedException {
        if (clip.evidence().sufficiency() == Sufficiency.ABSTAIN) {
            return CompletableFuture.completedFuture(scored(clip, NO_PROBABILITIES));
        }
        return model.classify(clip.embeddings()).thenApply(scores -> answer(clip, model.manifest(), scores));
    }

    /** What the model says, or that it is unsure. */
    private static ScoredClip answer(Clip clip, ModelManifest manifest, ClipScores scores) {
        return manifest.doubt(scores)
                .map(doubt -> scored(clip.abstaining(doubt), NO_PROBABILITIES))
                .orElseGet(() -> scored(clip.withoutEmbeddings(), scores.probabilities()));
    }

    private static ScoredClip scored(Clip clip, float[] probabilities) {
        Instant now = Instant.now();
        return new ScoredClip(clip, probabilities, now.getEpochSecond() * 1_000_000 + now.getNano() / 1_000);
    }

    @Override
    public void close() {
        if (running != null) {
            running.leases().close();
            running = null;
        }
    }
}
