package io.mien.making.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.mien.models.tensorflow.TensorFlowRuntime;
import org.junit.jupiter.api.Test;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.Result;
import org.tensorflow.Session;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

final class CosineClassifierTest {

    @Test
    void logitsAreCosinesOverTheTemperatureWhateverTheLengths() {
        TensorFlowRuntime.load();
        try (Graph graph = new Graph();
                Session session = new Session(graph)) {
            Ops tf = Ops.create(graph);
            NetworkVariables variables = new NetworkVariables(tf);
            CosineClassifier classifier = new CosineClassifier(3, 2, 0.01, "text");
            Operand<TFloat32> logits =
                    classifier.logits(tf, variables, tf.constant(new float[][] {{3, 4}, {0, -0.5f}}));
            variables.load(session, (name, shape) -> new float[] {2, 0, 0, 0.1f, 6, 8});
            try (Result result = session.runner().fetch(logits).run()) {
                TFloat32 actual = (TFloat32) result.get(0);
                double[][] expected = {{60, 80, 100}, {0, -100, -80}};
                for (int row = 0; row < 2; row++) {
                    for (int label = 0; label < 3; label++) {
                        assertThat((double) actual.getFloat(row, label)).isCloseTo(expected[row][label], within(1e-3));
                    }
                }
            }
        }
    }

    @Test
    void aTemperatureOfZeroIsRefused() {
        assertThatThrownBy(() -> new CosineClassifier(7, 512, 0, "text")).hasMessageContaining("temperature 0.0");
    }
}
