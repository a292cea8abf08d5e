package io.mien.making.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mien.models.tensorflow.TensorFlowRuntime;
import org.junit.jupiter.api.Test;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.Result;
import org.tensorflow.Session;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

final class NetworkVariablesTest {

    @Test
    void convolutionsAreTurnedFromTorchsLayoutIntoTensorFlows() {
        TensorFlowRuntime.load();
        try (Graph graph = new Graph();
                Session session = new Session(graph)) {
            NetworkVariables variables = new NetworkVariables(Ops.create(graph));
            Operand<TFloat32> filters = variables.readConvolution("conv1.weight", 2, 3, 4, 5);
            // Each value says where it is: output, input, row, column.
            variables.load(session, (name, shape) -> {
                float[] values = new float[2 * 3 * 4 * 5];
                for (int i = 0; i < values.length; i++) {
                    values[i] = i / 60 * 1000 + i / 20 % 3 * 100 + i / 5 % 4 * 10 + i % 5;
                }
                return values;
            });
            try (Result result = session.runner().fetch(filters).run()) {
                TFloat32 actual = (TFloat32) result.get(0);
                assertThat(actual.shape().asArray()).containsExactly(4, 5, 3, 2);
                assertThat(actual.getFloat(3, 4, 2, 1)).isEqualTo(1234);
                assertThat(actual.getFloat(1, 2, 0, 1)).isEqualTo(1012);
            }
        }
    }

    @Test
    void aWeightIsReadOnceAGraphBecauseGradientsCrashOtherwise() {
        TensorFlowRuntime.load();
        try (Graph graph = new Graph()) {
            NetworkVariables variables = new NetworkVariables(Ops.create(graph));
            variables.read("ln.weight", 4);
            assertThatThrownBy(() -> variables.read("ln.weight", 4))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("ln.weight");
        }
    }

    @Test
    void aSourceThatGivesTooFewValuesIsNamed() {
        TensorFlowRuntime.load();
        try (Graph graph = new Graph();
                Session session = new Session(graph)) {
            NetworkVariables variables = new NetworkVariables(Ops.create(graph));
            variables.read("ln.weight", 4);
            assertThatThrownBy(() -> variables.load(session, (name, shape) -> new float[3]))
                    .hasMessage("weight ln.weight: 3 values (expected: 4)");
        }
    }
}
