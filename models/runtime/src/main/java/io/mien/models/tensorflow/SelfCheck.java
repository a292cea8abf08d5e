package io.mien.models.tensorflow;

import io.mien.models.ModelException;
import io.mien.models.ModelRunner;
import io.mien.models.packages.GoldenCheck;
import io.mien.models.packages.ModelPackage;

/** A package's {@link GoldenCheck}, with a runner of its own. */
public final class SelfCheck {
    private SelfCheck() {}

    /**
     * Opens the model, runs it on the self-check's pictures and compares.
     *
     * @throws ModelException if the model cannot be opened, the package holds no self-check, or it is not one of this model
     */
    public static GoldenCheck.Outcome run(ModelPackage modelPackage, RunnerOptions options) {
        try (ModelRunner runner = RunnerOpening.open(modelPackage, options)) {
            return GoldenCheck.compare(modelPackage, runner);
        }
    }
}
