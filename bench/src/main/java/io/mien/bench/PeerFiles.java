package io.mien.bench;

import io.mien.making.build.UntrainedModel;
import io.mien.making.network.RandomWeights;
import io.mien.making.network.WeightSource;
import io.mien.models.packages.ModelPackage;
import io.mien.training.engine.NamedWeights;
import io.mien.training.engine.SafetensorsWriter;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;

/** The same weights in the files that Mien and its peers read: a package, an ONNX encoder, and safetensors of it all. */
final class PeerFiles {
    private static final long SEED = 1;

    private PeerFiles() {}

    /** Which weights, since nobody's trained ones are at hand. */
    enum Weights {
        RANDOM,
        TRAINED_LIKE;

        private WeightSource source() {
            return switch (this) {
                case RANDOM -> new RandomWeights(SEED);
                case TRAINED_LIKE -> new TrainedLikeWeights(SEED);
            };
        }
    }

    /** Writes {@code model/}, {@code encoder.onnx} and {@code network.safetensors} into a folder. */
    static ModelPackage write(Path folder, UntrainedModel.Size size, Weights weights) throws IOException {
        Map<String, NamedWeights.Values> network = new LinkedHashMap<>();
        WeightSource source = weights.source();
        WeightSource noted = (name, shape) -> {
            float[] values = source.read(name, shape);
            network.put(
                    name, new NamedWeights.Values(Arrays.stream(shape).boxed().toList(), values));
            return values;
        };
        ModelPackage built = UntrainedModel.build(folder.resolve("model"), size, noted, "seed " + SEED);
        SafetensorsWriter.write(folder.resolve("network.safetensors"), network, Map.of());
        try (OutputStream file = Files.newOutputStream(folder.resolve("encoder.onnx"))) {
            OnnxVisionTransformer.of(size.vision(), source).writeTo(file);
        }
        return built;
    }
}
