package io.mien.training.rendered;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.mien.making.network.CosineClassifier;
import io.mien.making.network.DferClip;
import io.mien.making.network.RandomWeights;
import io.mien.making.network.StemVisionTransformer;
import io.mien.making.network.TemporalTransformer;
import io.mien.making.network.WeightSource;
import io.mien.training.engine.Batch;
import io.mien.training.engine.ComputeOptions;
import io.mien.training.engine.LossFunction;
import io.mien.training.engine.NamedWeights;
import io.mien.training.engine.Optimizer;
import io.mien.training.engine.ParameterGroup;
import io.mien.training.engine.Schedule;
import io.mien.training.engine.Tensors;
import io.mien.training.engine.TrainingGraph;
import io.mien.training.published.ExpClipHeadLoss;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.tensorflow.Tensor;

/** Holds every trained weight's gradient against how the loss really changes. */
final class NumericGradientTest {
    private static final float STEP = 1e-3f;
    private static final int ROWS = 3;

    @Test
    void theSmallEncodersGradientsAgreeWithDifferences() {
        StemVisionTransformer encoder = new StemVisionTransformer(
                new StemVisionTransformer.Size(16, List.of(6, 8), 2, 4, 12, 10), "image_encoder.");
        FrameLoss loss = new FrameLoss(encoder, 3, 2, 4, 2, 3, 5, false);
        Random random = new Random(1);
        List<byte[]> pictures = new ArrayList<>();
        for (int i = 0; i < ROWS; i++) {
            byte[] picture = new byte[3 * 16 * 16];
            random.nextBytes(picture);
            pictures.add(picture);
        }
        require(
                loss,
                Map.of(
                        FrameLoss.IMAGE, Tensors.pictures(pictures, 16),
                        FrameLoss.TARGET, Tensors.oneHot(List.of(0, 2, 1), 3),
                        FrameLoss.WEIGHTS, gaussian(random, ROWS, 2),
                        FrameLoss.LANDMARKS, gaussian(random, ROWS, 8)));
    }

    @Test
    void theTemporalModelsAndTheClassifiersGradientsAgreeWithDifferences() {
        ClipLoss loss = new ClipLoss(
                new TemporalTransformer(new TemporalTransformer.Size(4, 12, 2, 3, 4, 10), "temporal_net."),
                new CosineClassifier(3, 12, 0.5, DferClip.CLASS_FEATURES));
        Random random = new Random(2);
        require(
                loss,
                Map.of(
                        ClipLoss.EMBEDDING, gaussian(random, ROWS, 4, 12),
                        ClipLoss.TARGET, Tensors.oneHot(List.of(0, 2, 1), 3)));
    }

    @Test
    void expClipsHeadsGradientAgreesWithDifferences() {
        Random random = new Random(3);
        require(
                new ExpClipHeadLoss(6, 5, 3),
                Map.of(
                        ExpClipHeadLoss.FEATURE, gaussian(random, ROWS, 6),
                        ExpClipHeadLoss.TEACHER, gaussian(random, ROWS, 5),
                        ExpClipHeadLoss.TARGET, Tensors.oneHot(List.of(0, 1, 2), ROWS)));
    }

    /** Of each weight, the entry with the largest gradient and one at random. */
    private static void require(LossFunction function, Map<String, Tensor> feeds) {
        WeightSource random = new RandomWeights(5);
        // Biases and gains that differ, so that none of them is in a place where nothing changes.
        WeightSource start = (name, shape) -> {
            float[] values = random.read(name, shape).clone();
            Random jitter = new Random(name.hashCode());
            for (int i = 0; i < values.length; i++) {
                values[i] += (float) (0.1 * jitter.nextGaussian());
            }
            return values;
        };
        try (Batch batch = new Batch(feeds, List.of());
                TrainingGraph graph = new TrainingGraph(
                        function,
                        Optimizer.Sgd.DFER_CLIP,
                        List.of(new ParameterGroup("all", name -> true, 1, new Schedule.Constant())),
                        ComputeOptions.single())) {
            graph.load(start);
            NamedWeights weights = graph.weights();
            Map<String, float[]> gradients = graph.gradients(batch.feeds());
            assertThat(gradients.keySet()).isEqualTo(weights.asMap().keySet());
            gradients.forEach((name, gradient) -> {
                float[] values = requireNonNull(weights.asMap().get(name)).values();
                int largest = 0;
                for (int i = 0; i < gradient.length; i++) {
                    largest = Math.abs(gradient[i]) > Math.abs(gradient[largest]) ? i : largest;
                }
                for (int entry : new int[] {largest, new Random(7).nextInt(gradient.length)}) {
                    double numeric = numeric(graph, batch, name, values, entry);
                    assertThat(Math.abs(gradient[entry] - numeric))
                            .as("%s[%d]: %f, by differences %f", name, entry, gradient[entry], numeric)
                            .isLessThan(0.03 * Math.abs(numeric) + 3e-3);
                }
            });
        }
    }

    private static double numeric(TrainingGraph graph, Batch batch, String name, float[] values, int entry) {
        double above = lossWith(graph, batch, name, values, entry, STEP);
        double below = lossWith(graph, batch, name, values, entry, -STEP);
        graph.set(name, values);
        return (above - below) / (2 * STEP);
    }

    private static double lossWith(
            TrainingGraph graph, Batch batch, String name, float[] values, int entry, float change) {
        float[] changed = values.clone();
        changed[entry] += change;
        graph.set(name, changed);
        return graph.evaluate(batch.feeds()).loss();
    }

    private static Tensor gaussian(Random random, long... shape) {
        int length = 1;
        for (long side : shape) {
            length *= (int) side;
        }
        float[] values = new float[length];
        for (int i = 0; i < length; i++) {
            values[i] = (float) random.nextGaussian();
        }
        return Tensors.of(values, shape);
    }
}
