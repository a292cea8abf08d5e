package io.mien.infer.deployment;

import io.mien.infer.batch.BatchedModel;
import java.util.concurrent.CompletableFuture;

/** A model of {@link LoadedModels}, which guards its fields: loaded, being loaded, or found to be unusable. */
final class HeldModel {
    final CompletableFuture<BatchedModel> model = new CompletableFuture<>();
    /** Asked and not answered yet. */
    int questions;
    /** Its package is to be read again: it was deployed once more. */
    boolean stale;

    boolean isLoaded() {
        return model.isDone() && !model.isCompletedExceptionally();
    }
}
