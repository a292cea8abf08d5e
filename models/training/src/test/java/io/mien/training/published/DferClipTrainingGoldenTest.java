package io.mien.training.published;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import io.mien.making.network.Activation;
import io.mien.making.network.DferClip;
import io.mien.making.network.FormulaPrompts;
import io.mien.making.network.FormulaWeights;
import io.mien.making.network.GoldenNumbers;
import io.mien.making.network.PromptLearner;
import io.mien.making.network.TemporalTransformer;
import io.mien.making.network.TextTransformer;
import io.mien.making.network.VisionTransformer;
import io.mien.making.network.WeightSource;
import io.mien.training.engine.ComputeOptions;
import io.mien.training.engine.NamedWeights;
import io.mien.training.engine.Progress;
import io.mien.training.engine.TrainingGraph;
import java.io.IOException;
import java.util.Arrays;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.tensorflow.Tensor;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.buffer.DataBuffers;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TUint8;

/** Holds two steps of DFER-CLIP's published recipe against those that its authors' code made. */
final class DferClipTrainingGoldenTest {
    private static final int CONTEXT = 77;
    private static final int FRAMES = 16;
    private static final int CONTEXT_TOKENS = 8;

    @Test
    void twoStepsGiveThePublishedCodesLossesGradientsAndWeights() throws IOException {
        JsonNode fixture = GoldenNumbers.dferClip("tiny");
        int side = fixture.get("resolution").intValue();
        int clips = fixture.get("clips").intValue();
        int classes = fixture.get("classes").intValue();
        int textWidth = fixture.get("text_width").intValue();
        DferClip network = DferClip.of(
                new VisionTransformer.Size(side, 16, 128, 2, 512), TemporalTransformer.Size.DFER_CLIP, classes);
        FormulaPrompts prompts =
                FormulaPrompts.of(fixture.get("tokens"), "clip_model_.token_embedding.weight", textWidth);
        TextTransformer text = new TextTransformer(
                new TextTransformer.Size(
                        CONTEXT, textWidth, fixture.get("text_layers").intValue(), 512),
                Activation.QUICK_GELU,
                "text_encoder.");
        PromptLearner learner = new PromptLearner(
                text, Arrays.stream(prompts.ends()).boxed().toList(), CONTEXT_TOKENS, "prompt_learner.");
        try (TrainingGraph graph = new TrainingGraph(
                        new DferClipLoss(network, learner),
                        DferClipRecipe.published().optimizer(),
                        DferClipRecipe.published().groups(),
                        ComputeOptions.single());
                TUint8 images = images(clips, side);
                TFloat32 targets = targets(fixture.get("training").get("targets"), classes)) {
            graph.load(weights(prompts, textWidth));
            Map<String, Tensor> feeds = Map.of(DferClipLoss.IMAGE, images, DferClipLoss.TARGET, targets);
            JsonNode steps = fixture.get("training").get("steps");
            for (int step = 0; step < steps.size(); step++) {
                JsonNode expected = steps.get(step);
                requireGradients(graph, feeds, expected.get("parameters"));
                TrainingGraph.Outcome outcome = graph.step(feeds, new Progress(0, step, steps.size()));
                assertThat((double) outcome.loss())
                        .isCloseTo(expected.get("loss").doubleValue(), within(1e-4));
                requireWeights(graph.weights(), expected.get("parameters"));
            }
        }
    }

    private static void requireGradients(TrainingGraph graph, Map<String, Tensor> feeds, JsonNode parameters) {
        Map<String, float[]> gradients = graph.gradients(feeds);
        assertThat(gradients).hasSize(parameters.size());
        gradients.forEach((name, gradient) -> {
            JsonNode expected = parameters.get(name);
            double norm = expected.get("gradient_norm").doubleValue();
            double squared = 0;
            for (float value : gradient) {
                squared += (double) value * value;
            }
            assertThat(Math.sqrt(squared)).as(name).isCloseTo(norm, within(1e-4 * norm));
            GoldenNumbers.requireClose(gradient, 0, expected.get("gradient_first_4"), 4, 1e-4 * norm);
        });
    }

    private static void requireWeights(NamedWeights weights, JsonNode parameters) {
        parameters
                .properties()
                .forEach(parameter -> GoldenNumbers.requireClose(
                        requireNonNull(weights.asMap().get(parameter.getKey())).values(),
                        0,
                        parameter.getValue().get("weight_first_4"),
                        4,
                        1e-6));
    }

    private static WeightSource weights(FormulaPrompts prompts, int textWidth) {
        WeightSource formula = new FormulaWeights(
                name -> name.replace("image_encoder.", "clip_model_.visual.").replace("text_encoder.", "clip_model_."));
        return (name, shape) -> switch (name) {
            case "prompt_learner.token_prefix" -> tokens(prompts, 0, 1, textWidth, shape);
            case "prompt_learner.token_suffix" -> tokens(prompts, 1 + CONTEXT_TOKENS, CONTEXT, textWidth, shape);
            default -> formula.read(name, shape);
        };
    }

    private static float[] tokens(FormulaPrompts prompts, int from, int to, int width, long... shape) {
        int rows = to - from;
        float[] values = new float[Math.toIntExact(shape[0] * shape[1] * shape[2])];
        for (int prompt = 0; prompt < prompts.embedded().length; prompt++) {
            float[][] embedded = prompts.embedded()[prompt];
            for (int token = from; token < Math.min(to, embedded.length); token++) {
                System.arraycopy(embedded[token], 0, values, (prompt * rows + token - from) * width, width);
            }
        }
        return values;
    }

    private static TUint8 images(int clips, int side) {
        int bytes = FRAMES * side * side * 3;
        byte[] pictures = new byte[clips * bytes];
        for (int clip = 0; clip < clips; clip++) {
            System.arraycopy(FormulaWeights.bytes("frames." + clip, bytes), 0, pictures, clip * bytes, bytes);
        }
        return TUint8.tensorOf(Shape.of((long) clips * FRAMES, side, side, 3), DataBuffers.of(pictures, true, false));
    }

    private static TFloat32 targets(JsonNode indices, int classes) {
        float[] targets = new float[indices.size() * classes];
        for (int clip = 0; clip < indices.size(); clip++) {
            targets[clip * classes + indices.get(clip).intValue()] = 1;
        }
        return TFloat32.tensorOf(Shape.of(indices.size(), classes), DataBuffers.of(targets, true, false));
    }
}
