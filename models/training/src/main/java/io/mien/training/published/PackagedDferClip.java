package io.mien.training.published;

import io.mien.making.network.DferClip;
import io.mien.making.network.NetworkVariables;
import io.mien.making.network.NetworkVariables.Weight;
import io.mien.making.network.TemporalTransformer;
import io.mien.making.network.VisionTransformer;
import io.mien.models.ModelException;
import io.mien.models.packages.ModelPackage;
import io.mien.models.tensorflow.TensorFlowRuntime;
import io.mien.training.engine.NamedWeights;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.tensorflow.Graph;
import org.tensorflow.GraphOperation;
import org.tensorflow.Result;
import org.tensorflow.SavedModelBundle;
import org.tensorflow.Session;
import org.tensorflow.exceptions.TensorFlowException;
import org.tensorflow.op.Ops;

/**
 * A package of the published DFER-CLIP's kind, read back to be trained: its graph's variables have the weights' own names.
 *
 * @param network of the sizes that the variables' shapes tell
 * @param weights of the network
 */
record PackagedDferClip(DferClip network, NamedWeights weights) {
    private static final int HEAD_WIDTH = 64;
    private static final String BLOCKS = "temporal_net.temporal_transformer.layers.";

    /**
     * Reads a package.
     *
     * @throws ModelException if it is of another kind
     */
    static PackagedDferClip read(ModelPackage modelPackage) {
        TensorFlowRuntime.load();
        try (SavedModelBundle bundle =
                SavedModelBundle.load(modelPackage.folder().toString(), SavedModelBundle.DEFAULT_TAG)) {
            DferClip network = network(modelPackage, bundle.graph());
            return new PackagedDferClip(network, weights(network, bundle.session()));
        } catch (TensorFlowException e) {
            throw new ModelException(
                    "model package " + modelPackage.folder() + ": its weights cannot be read: " + e, e);
        }
    }

    private static DferClip network(ModelPackage modelPackage, Graph graph) {
        if (graph.operation("image_encoder.conv1.weight") == null
                || graph.operation(BLOCKS + "0.0.fn.fn.to_qkv.weight") == null) {
            throw new ModelException("model package " + modelPackage.folder() + ": of the family "
                    + modelPackage.manifest().family() + ", and not with DFER-CLIP's image encoder and temporal model"
                    + " (expected: a package that `mien model import` or `mien train dfer-clip` made)");
        }
        List<Long> patches = shape(graph, "image_encoder.conv1.weight"); // height, width, in, out
        int embedding = modelPackage.manifest().embeddingWidth();
        VisionTransformer.Size vision = new VisionTransformer.Size(
                modelPackage.manifest().preprocessing().size(),
                Math.toIntExact(patches.get(0)),
                Math.toIntExact(patches.get(3)),
                layers(graph, "image_encoder.transformer.resblocks.", ".ln_1.weight"),
                embedding);
        TemporalTransformer.Size temporal = new TemporalTransformer.Size(
                modelPackage.manifest().clipLength(),
                embedding,
                layers(graph, BLOCKS, ".0.fn.norm.weight"),
                Math.toIntExact(shape(graph, BLOCKS + "0.0.fn.fn.to_qkv.weight").get(0) / (3 * HEAD_WIDTH)),
                HEAD_WIDTH,
                Math.toIntExact(shape(graph, BLOCKS + "0.1.fn.fn.net.0.weight").get(0)));
        return DferClip.of(
                vision, temporal, modelPackage.manifest().labelSet().labels().size());
    }

    private static int layers(Graph graph, String prefix, String suffix) {
        return (int) IntStream.iterate(0, layer -> layer + 1)
                .takeWhile(layer -> graph.operation(prefix + layer + suffix) != null)
                .count();
    }

    private static List<Long> shape(Graph graph, String name) {
        GraphOperation operation = graph.operation(name);
        if (operation == null) {
            throw new ModelException("weight " + name + ": not in the package");
        }
        return Arrays.stream(operation.output(0).shape().asArray()).boxed().toList();
    }

    private static NamedWeights weights(DferClip network, Session session) {
        NamedWeights.Builder weights = new NamedWeights.Builder();
        try (Graph graph = new Graph()) {
            Ops tf = Ops.create(graph);
            NetworkVariables variables = new NetworkVariables(tf);
            new DferClipLoss(network, null).build(tf, variables);
            for (Weight weight : variables.weights()) {
                try (Result result = session.runner().fetch(weight.name()).run()) {
                    float[] values = new float[Math.toIntExact(result.get(0).size())];
                    result.get(0).asRawTensor().data().asFloats().read(values);
                    weights.add(weight.name(), weight.torchShape(), NetworkVariables.fromGraph(weight, values));
                }
            }
        }
        return weights.build();
    }
}
