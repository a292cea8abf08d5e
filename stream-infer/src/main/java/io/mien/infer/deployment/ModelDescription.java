package io.mien.infer.deployment;

import io.mien.infer.batch.BatchedModel;
import io.mien.models.ModelManifest;
import io.mien.models.ModelRuntime;

/**
 * What a reading says of its model.
 *
 * @param manifest of the model
 * @param runtime what it runs on
 */
public record ModelDescription(ModelManifest manifest, ModelRuntime runtime) {
    static ModelDescription of(BatchedModel model) {
        return new ModelDescription(model.manifest(), model.runtime());
    }
}
