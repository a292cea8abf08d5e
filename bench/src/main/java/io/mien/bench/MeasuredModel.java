package io.mien.bench;

import io.mien.making.build.UntrainedModel;
import io.mien.models.packages.ModelPackage;
import java.io.IOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Which model a benchmark of the whole job runs. */
final class MeasuredModel {
    private static final long SEED = 1;

    @Option(names = "--size", description = "Untrained model to build: ${COMPLETION-CANDIDATES}.")
    UntrainedModel.Size size = UntrainedModel.Size.TINY;

    @Option(names = "--model", paramLabel = "DIR", description = "Model package to use instead.")
    @Nullable
    Path model;

    /** The package, built if none is named. */
    ModelPackage open(BenchmarkCluster cluster) throws IOException {
        Path named = model;
        return named != null ? ModelPackage.open(named) : UntrainedModel.build(cluster.newFolder(), size, SEED);
    }
}
