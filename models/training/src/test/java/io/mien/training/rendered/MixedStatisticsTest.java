package io.mien.training.rendered;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.mien.training.engine.Tensors;
import java.util.Arrays;
import java.util.Map;
import java.util.Random;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.tensorflow.Graph;
import org.tensorflow.Result;
import org.tensorflow.Session;
import org.tensorflow.Tensor;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.buffer.DataBuffers;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;

final class MixedStatisticsTest {
    private static final int ROWS = 3;
    private static final int SIDE = 4;
    private static final int CHANNELS = 2;

    /** Each row with a mean and a deviation of its own. */
    private static final float[] FEATURES = features();

    @Test
    void aRowWithoutAShareOfItsOwnGetsThePartnersMeanAndDeviation() {
        float[] mixed = run(0, new int[] {1, 2, 0}, new float[ROWS]);
        for (int row = 0; row < ROWS; row++) {
            for (int channel = 0; channel < CHANNELS; channel++) {
                int partner = (row + 1) % ROWS;
                assertThat(mean(mixed, row, channel)).isCloseTo(mean(FEATURES, partner, channel), within(1e-4));
                assertThat(deviation(mixed, row, channel))
                        .isCloseTo(deviation(FEATURES, partner, channel), within(1e-3));
            }
        }
    }

    @Test
    void theShareOfARowSaysHowFarItKeepsItsOwn() {
        float[] mixed = run(1, new int[] {1, 1, 1}, new float[] {0.25f, 0.25f, 1});
        assertThat(mean(mixed, 0, 0))
                .isCloseTo(0.25 * mean(FEATURES, 0, 0) + 0.75 * mean(FEATURES, 1, 0), within(1e-4));
        assertThat(mean(mixed, 2, 1)).isCloseTo(mean(FEATURES, 2, 1), within(1e-4));
    }

    @Test
    void deeperFeaturesAreLeftAsTheyAre() {
        assertThat(run(2, new int[] {1, 2, 0}, new float[ROWS])).containsExactly(FEATURES);
    }

    @Test
    void validationLeavesEverythingAsItIs() {
        Map<String, Tensor> none = MixedStatistics.none(ROWS);
        try (TInt32 partner = (TInt32) requireNonNull(none.get(MixedStatistics.PARTNER));
                TFloat32 own = (TFloat32) requireNonNull(none.get(MixedStatistics.OWN))) {
            float[] same = run(0, partner, own);
            for (int i = 0; i < same.length; i++) {
                assertThat(same[i]).isCloseTo(FEATURES[i], within(1e-4f));
            }
        }
    }

    @Test
    void onlySomeRowsOfABatchAreMixed() {
        Map<String, Tensor> drawn = MixedStatistics.draw(new SplittableRandom(1), 1000, 0.3);
        try (TInt32 partner = (TInt32) requireNonNull(drawn.get(MixedStatistics.PARTNER));
                TFloat32 own = (TFloat32) requireNonNull(drawn.get(MixedStatistics.OWN))) {
            float[] shares = new float[1000];
            own.asRawTensor().data().asFloats().read(shares);
            int mixed = 0;
            for (int row = 0; row < shares.length; row++) {
                assertThat(partner.getInt(row)).isBetween(0, 999);
                mixed += shares[row] < 1 ? 1 : 0;
            }
            assertThat(mixed).isBetween(250, 350);
        }
    }

    private static float[] run(int layer, int[] partners, float[] shares) {
        try (TInt32 partner = TInt32.tensorOf(Shape.of(ROWS), DataBuffers.of(partners, true, false));
                TFloat32 own = Tensors.of(shares, ROWS, 1, 1, 1)) {
            return run(layer, partner, own);
        }
    }

    private static float[] run(int layer, TInt32 partner, TFloat32 own) {
        try (Graph graph = new Graph();
                Session session = new Session(graph);
                TFloat32 features = Tensors.of(FEATURES, ROWS, SIDE, SIDE, CHANNELS)) {
            Ops tf = Ops.create(graph);
            Placeholder<TFloat32> input = tf.placeholder(
                    TFloat32.class, Placeholder.shape(Shape.of(Shape.UNKNOWN_SIZE, SIDE, SIDE, CHANNELS)));
            MixedStatistics mixed = MixedStatistics.inputs(tf);
            try (Result result = session.runner()
                    .feed(input, features)
                    .feed(mixed.partner(), partner)
                    .feed(mixed.own(), own)
                    .fetch(tf.identity(mixed.apply(tf, layer, input)))
                    .run()) {
                float[] values = new float[FEATURES.length];
                ((TFloat32) result.get(0)).asRawTensor().data().asFloats().read(values);
                return values;
            }
        }
    }

    private static float[] features() {
        Random random = new Random(1);
        float[] features = new float[ROWS * SIDE * SIDE * CHANNELS];
        for (int i = 0; i < features.length; i++) {
            int row = i / (SIDE * SIDE * CHANNELS);
            features[i] = (float) (row + i % CHANNELS + (1 + row) * random.nextGaussian());
        }
        return features;
    }

    private static double[] channel(float[] features, int row, int channel) {
        double[] values = new double[SIDE * SIDE];
        for (int i = 0; i < values.length; i++) {
            values[i] = features[(row * SIDE * SIDE + i) * CHANNELS + channel];
        }
        return values;
    }

    private static double mean(float[] features, int row, int channel) {
        return Arrays.stream(channel(features, row, channel)).average().orElseThrow();
    }

    private static double deviation(float[] features, int row, int channel) {
        double mean = mean(features, row, channel);
        return Math.sqrt(Arrays.stream(channel(features, row, channel))
                .map(value -> (value - mean) * (value - mean))
                .average()
                .orElseThrow());
    }
}
