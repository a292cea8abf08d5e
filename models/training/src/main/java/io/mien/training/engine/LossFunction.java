package io.mien.training.engine;

import io.mien.making.network.NetworkVariables;
import java.util.Map;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

/** Builds a network together with its loss. */
@FunctionalInterface
public interface LossFunction {

    /**
     * The loss and other outputs that were built. The inputs are placeholders, fed by their names.
     *
     * @param loss a scalar, to be made small
     * @param outputs what else is of interest, by name, for example {@code logits}
     */
    record Terms(Operand<TFloat32> loss, Map<String, Operand<TFloat32>> outputs) {
        public Terms {
            outputs = Map.copyOf(outputs);
        }
    }

    /** Adds network and loss to a graph. */
    Terms build(Ops tf, NetworkVariables variables);
}
