package io.mien.training.engine;

import io.mien.making.network.NetworkVariables;
import io.mien.models.tensorflow.TensorFlowRuntime;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.tensorflow.Graph;
import org.tensorflow.op.Ops;

/** Finds out which weights a network has, by building it. */
public final class WeightShapes {
    private WeightShapes() {}

    /** PyTorch's shapes by name, in order. */
    public static Map<String, List<Long>> of(LossFunction function) {
        TensorFlowRuntime.load();
        Map<String, List<Long>> shapes = new LinkedHashMap<>();
        try (Graph graph = new Graph()) {
            Ops tf = Ops.create(graph);
            NetworkVariables variables = new NetworkVariables(tf);
            function.build(tf, variables);
            variables.weights().forEach(weight -> shapes.put(weight.name(), weight.torchShape()));
        }
        return shapes;
    }
}
