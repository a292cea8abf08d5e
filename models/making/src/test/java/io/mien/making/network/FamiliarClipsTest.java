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

final class FamiliarClipsTest {

    /** The matrix doubles the first float and halves the second; the centres are (4, 0) and (0, 3) after it. */
    @Test
    void unlikenessIsTheDistanceOfTheMeanFrameFromTheNearestCentre() {
        TensorFlowRuntime.load();
        try (Graph graph = new Graph();
                Session session = new Session(graph)) {
            Ops tf = Ops.create(graph);
            NetworkVariables variables = new NetworkVariables(tf);
            FamiliarClips familiar = new FamiliarClips(2, 2, "familiar.");
            Operand<TFloat32> unlikeness = familiar.unlikeness(tf, variables, tf.constant(new float[][][] {
                {{1, 0}, {3, 0}}, // mean (2, 0) becomes (4, 0): a centre
                {{0, 0}, {0, 4}}, // mean (0, 2) becomes (0, 1): 2 from the second centre
                {{5, 8}, {5, 8}} // becomes (10, 4): sqrt(36 + 16) from the first
            }));
            variables.load(
                    session,
                    (name, shape) ->
                            name.equals(familiar.centres()) ? new float[] {4, 0, 0, 3} : new float[] {2, 0, 0, 0.5f});
            try (Result result = session.runner().fetch(unlikeness).run()) {
                TFloat32 actual = (TFloat32) result.get(0);
                assertThat(actual.shape().asArray()).containsExactly(3, 1);
                double[] expected = {0, 2, Math.sqrt(52)};
                for (int clip = 0; clip < expected.length; clip++) {
                    assertThat((double) actual.getFloat(clip, 0)).isCloseTo(expected[clip], within(1e-5));
                }
            }
        }
    }

    @Test
    void noClassesAreRefused() {
        assertThatThrownBy(() -> new FamiliarClips(0, 128, "familiar."))
                .hasMessage("familiar clips: 0 classes, width 128 (expected: at least 1 each)");
    }
}
