package io.mien.making.export;

import io.mien.making.network.ExpressionNetwork;
import io.mien.making.network.WeightSource;
import io.mien.models.ModelException;
import io.mien.models.ModelManifest;
import io.mien.models.ModelRunner;
import io.mien.models.packages.GoldenCheck;
import io.mien.models.packages.ModelExplanation;
import io.mien.models.packages.ModelPackage;
import io.mien.models.tensorflow.RunnerOptions;
import io.mien.models.tensorflow.SavedModelRunnerFactory;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Makes a model package of any network: the SavedModel, what explains its labels, and the self-check that {@link GoldenCheck}
 * repeats later.
 */
public final class PackageWriter {
    private PackageWriter() {}

    /**
     * Writes a package in one step: nobody ever sees half of it, and nothing is left behind if it fails.
     *
     * @param folder its place; nothing may be there
     * @param network what is computed
     * @param weights every weight that the network asks for, under the network's names; read one at a time
     * @throws ModelException if the place is taken, the disk refuses, a weight is missing, or the content does not fit the
     *     network
     */
    public static ModelPackage write(
            Path folder, ExpressionNetwork network, WeightSource weights, PackageContent content) {
        return ModelPackage.write(
                folder,
                savedModel -> SavedModelExporter.export(network, weights, savedModel),
                digest -> new ModelManifest(
                        content.family(),
                        content.name(),
                        content.version(),
                        content.labelSet(),
                        network.clipLength(),
                        network.embeddingWidth(),
                        content.preprocessing(),
                        content.shortClips(),
                        content.weights(),
                        content.sources(),
                        content.buildOptions(),
                        content.untrained(),
                        content.leastProbability(),
                        digest),
                modelPackage -> {
                    Optional<ModelExplanation> explanation = content.explanation();
                    if (explanation.isPresent()) {
                        explanation.get().write(modelPackage.folder());
                    }
                    try (ModelRunner runner = SavedModelRunnerFactory.open(modelPackage, RunnerOptions.defaults())) {
                        GoldenCheck.record(modelPackage, runner);
                    }
                });
    }
}
