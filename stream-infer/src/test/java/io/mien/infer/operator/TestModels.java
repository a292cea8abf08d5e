package io.mien.infer.operator;

import io.mien.infer.batch.BatchSettings;
import io.mien.infer.batch.BatchedModel;
import io.mien.infer.deployment.LoadedModels;
import io.mien.infer.deployment.ModelOpening;
import io.mien.infer.shared.SharedResource;
import io.mien.models.ModelRunner;
import io.mien.models.ModelRunnerFactory;
import io.mien.models.PackageReference;

/** The models of a process, with the usual batches. */
final class TestModels {
    private TestModels() {}

    static SharedResource<LoadedModels> shared(ModelRunnerFactory factory) {
        Opening opening = new Opening(factory);
        return new SharedResource<>(() -> new LoadedModels(opening));
    }

    private record Opening(ModelRunnerFactory factory) implements ModelOpening {
        private static final long serialVersionUID = 1L;

        @Override
        public BatchedModel launched() {
            return batched(factory.open());
        }

        @Override
        public BatchedModel deployed(PackageReference place) {
            return batched(factory.open(place));
        }

        private static BatchedModel batched(ModelRunner runner) {
            return new BatchedModel(runner, BatchSettings.defaults(), BatchSettings.defaults());
        }
    }
}
