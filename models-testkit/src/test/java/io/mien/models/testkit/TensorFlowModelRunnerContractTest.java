package io.mien.models.testkit;

import io.mien.models.ModelRunnerFactory;
import io.mien.models.build.UntrainedModel;
import io.mien.models.tensorflow.RunnerOptions;
import io.mien.models.tensorflow.SavedModelRunnerFactory;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;

final class TensorFlowModelRunnerContractTest extends ModelRunnerContract {
    @TempDir
    private static Path folder;

    @BeforeAll
    static void build() {
        UntrainedModel.build(folder.resolve("model"), UntrainedModel.Size.TINY, 3);
    }

    @Override
    protected ModelRunnerFactory factory() {
        return new SavedModelRunnerFactory(folder.resolve("model"), RunnerOptions.defaults());
    }
}
