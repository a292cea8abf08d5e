package io.mien.models.tensorflow;

import io.mien.making.build.UntrainedModel;
import io.mien.models.ModelRunnerFactory;
import io.mien.models.testkit.ModelRunnerContract;
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
