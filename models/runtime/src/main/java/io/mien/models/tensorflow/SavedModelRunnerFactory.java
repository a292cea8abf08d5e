package io.mien.models.tensorflow;

import io.mien.models.ModelException;
import io.mien.models.ModelRunner;
import io.mien.models.ModelRunnerFactory;
import io.mien.models.PackageReference;
import io.mien.models.packages.GoldenCheck;
import io.mien.models.packages.ModelPackage;
import java.nio.file.Path;

/** Opens the model package in a folder, which must be there under the same path wherever the job runs. */
public final class SavedModelRunnerFactory implements ModelRunnerFactory {
    private static final long serialVersionUID = 1L;

    private final String folder; // a Path is not Serializable
    private final RunnerOptions options;

    public SavedModelRunnerFactory(Path folder, RunnerOptions options) {
        this.folder = folder.toString();
        this.options = options;
    }

    /**
     * Opens a package that was checked already.
     *
     * @throws io.mien.models.ModelException if TensorFlow cannot load it
     */
    public static ModelRunner open(ModelPackage modelPackage, RunnerOptions options) {
        return RunnerOpening.open(modelPackage, options);
    }

    @Override
    public ModelRunner open() {
        return RunnerOpening.open(ModelPackage.open(Path.of(folder)), options);
    }

    @Override
    public ModelRunner open(PackageReference other) {
        ModelPackage modelPackage = ModelPackage.open(other);
        ModelRunner runner = RunnerOpening.open(modelPackage, options);
        try {
            GoldenCheck.Outcome outcome = GoldenCheck.compare(modelPackage, runner);
            if (!outcome.passed()) {
                throw new ModelException("model package " + other.location() + ": " + outcome.sentence());
            }
            return runner;
        } catch (RuntimeException e) {
            runner.close();
            throw e;
        }
    }

    @Override
    public String toString() {
        return "model package " + folder;
    }
}
