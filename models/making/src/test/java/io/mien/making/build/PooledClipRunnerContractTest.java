package io.mien.making.build;

import io.mien.making.importing.ImportProgress;
import io.mien.making.network.Activation;
import io.mien.models.LabelSet;
import io.mien.models.ModelRunnerFactory;
import io.mien.models.tensorflow.RunnerOptions;
import io.mien.models.tensorflow.SavedModelRunnerFactory;
import io.mien.models.testkit.Fixtures;
import io.mien.models.testkit.ModelRunnerContract;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;

/** The packages of CLIP's families, of which CLIPER's stands for all: they share one network. */
final class PooledClipRunnerContractTest extends ModelRunnerContract {
    @TempDir
    private static Path folder;

    @BeforeAll
    static void build() {
        Path fixture = Fixtures.folder("cliper");
        FamilyBuilder.build(
                new FamilyRequest.Cliper(
                        fixture.resolve("clip.safetensors"),
                        fixture.resolve("descriptors.safetensors"),
                        LabelSet.DFEW_7,
                        Activation.QUICK_GELU),
                folder.resolve("model"),
                ImportProgress.SILENT);
    }

    @Override
    protected ModelRunnerFactory factory() {
        return new SavedModelRunnerFactory(folder.resolve("model"), RunnerOptions.defaults());
    }
}
