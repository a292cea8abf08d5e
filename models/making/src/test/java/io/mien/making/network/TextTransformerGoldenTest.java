package io.mien.making.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import io.mien.models.tensorflow.TensorFlowRuntime;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.Output;
import org.tensorflow.Result;
import org.tensorflow.Session;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.buffer.DataBuffers;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TUint8;

/** Holds CLIP's two encoders and the training of context tokens against numbers of the published PyTorch code. */
final class TextTransformerGoldenTest {
    private static final int CONTEXT = 77;
    private static final int FRAMES = 16;
    private static final int CONTEXT_TOKENS = 8;

    @Test
    void imageTextAndLogitsAgreeWithTheOriginalClip() throws IOException {
        JsonNode expected = GoldenNumbers.read("clip.json");
        int side = expected.get("resolution").intValue();
        int embedding = expected.get("embedding").intValue();
        int textWidth = expected.get("text_width").intValue();
        VisionTransformer.Size vision = new VisionTransformer.Size(
                side,
                expected.get("patch").intValue(),
                expected.get("vision_width").intValue(),
                expected.get("vision_layers").intValue(),
                embedding);
        FormulaPrompts prompts = FormulaPrompts.of(expected.get("tokens"), "token_embedding.weight", textWidth);
        TensorFlowRuntime.load();
        try (Graph graph = new Graph();
                Session session = new Session(graph)) {
            Ops tf = Ops.create(graph);
            NetworkVariables variables = new NetworkVariables(tf);
            NetworkVariables again = new NetworkVariables(tf.withSubScope("unnormalised"));
            Placeholder<TUint8> image = tf.placeholder(TUint8.class);
            Operand<TFloat32> features = new VisionTransformer(
                            vision, PixelNormalization.CLIP, Activation.QUICK_GELU, "visual.")
                    .encode(tf, variables, image);
            Operand<TFloat32> unnormalised = new VisionTransformer(
                            vision, PixelNormalization.NONE, Activation.QUICK_GELU, "visual.")
                    .encode(tf, again, image);
            Operand<TFloat32> text = new TextTransformer(
                            new TextTransformer.Size(
                                    CONTEXT,
                                    textWidth,
                                    expected.get("text_layers").intValue(),
                                    embedding),
                            Activation.QUICK_GELU,
                            "")
                    .encode(
                            tf,
                            variables,
                            tf.constant(prompts.embedded()),
                            prompts.positions(),
                            tf.constant(prompts.ends()));
            Operand<TFloat32> logits = new CosineClassifier(2, embedding, 0.01, "unused").logits(tf, features, text);
            WeightSource weights = new FormulaWeights(weight -> weight);
            variables.load(session, weights);
            again.load(session, weights);

            byte[] pictures = FormulaWeights.bytes("pictures", 3 * side * side * 3);
            try (TUint8 fed = TUint8.tensorOf(Shape.of(3, side, side, 3), DataBuffers.of(pictures, true, false));
                    Result result = session.runner()
                            .feed(image, fed)
                            .fetch(features)
                            .fetch(unnormalised)
                            .fetch(text)
                            .fetch(logits)
                            .run()) {
                requireRows(result, 0, expected.get("image_features"), embedding, GoldenNumbers.TOLERANCE);
                requireRows(result, 1, expected.get("image_features_unnormalised"), embedding, GoldenNumbers.TOLERANCE);
                requireRows(result, 2, expected.get("text_features"), embedding, GoldenNumbers.TOLERANCE);
                requireRows(result, 3, expected.get("logits_per_image"), 2, GoldenNumbers.LOGIT_TOLERANCE);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"tiny", "ViT-B/32"})
    void textFeaturesWithContextTokensAgreeWithDferClip(String name) throws IOException {
        JsonNode expected = GoldenNumbers.dferClip(name);
        TensorFlowRuntime.load();
        try (Graph graph = new Graph();
                Session session = new Session(graph)) {
            Ops tf = Ops.create(graph);
            NetworkVariables variables = new NetworkVariables(tf);
            Operand<TFloat32> text = textFeatures(tf, variables, expected, contextTokens(variables, expected));
            variables.load(session, new FormulaWeights(TextTransformerGoldenTest::fixtureName));
            try (Result result = session.runner().fetch(text).run()) {
                float[] actual = GoldenNumbers.floats((TFloat32) result.get(0));
                JsonNode firstEight = expected.get("text_features_first_8");
                int embedding = actual.length / firstEight.size();
                for (int row = 0; row < firstEight.size(); row++) {
                    float[] unit = unitLength(Arrays.copyOfRange(actual, row * embedding, (row + 1) * embedding));
                    GoldenNumbers.requireClose(unit, 0, firstEight.get(row), 8, GoldenNumbers.TOLERANCE);
                }
            }
        }
    }

    @Test
    void gradientsReachTheContextTokensAsInThePublishedTraining() throws IOException {
        JsonNode expected = GoldenNumbers.dferClip("tiny");
        JsonNode firstStep = expected.get("training").get("steps").get(0);
        int side = expected.get("resolution").intValue();
        int clips = expected.get("clips").intValue();
        int classes = expected.get("classes").intValue();
        DferClip network = DferClip.of(
                new VisionTransformer.Size(side, 16, 128, 2, 512), TemporalTransformer.Size.DFER_CLIP, classes);
        TensorFlowRuntime.load();
        try (Graph graph = new Graph();
                Session session = new Session(graph)) {
            Ops tf = Ops.create(graph);
            NetworkVariables variables = new NetworkVariables(tf);
            Placeholder<TUint8> image = tf.placeholder(TUint8.class);
            Operand<TFloat32> frames = network.vision().encode(tf, variables, image);
            Operand<TFloat32> video = network.temporal()
                    .summarize(tf, variables, tf.reshape(frames, tf.constant(new int[] {-1, FRAMES, 512})));
            Operand<TFloat32> context = contextTokens(variables, expected);
            Operand<TFloat32> logits =
                    network.classifier().logits(tf, video, textFeatures(tf, variables, expected, context));
            float[][] targets = new float[clips][classes];
            for (int clip = 0; clip < clips; clip++) {
                targets[clip][expected.get("training").get("targets").get(clip).intValue()] = 1;
            }
            Operand<TFloat32> loss = tf.math.mean(
                    tf.nn.softmaxCrossEntropyWithLogits(logits, tf.constant(targets))
                            .loss(),
                    tf.constant(0));
            Output<?> gradient = graph.addGradients(loss.asOutput(), new Output<?>[] {context.asOutput()})[0];
            variables.load(session, new FormulaWeights(TextTransformerGoldenTest::fixtureName));

            int bytes = FRAMES * side * side * 3;
            byte[] pictures = Arrays.copyOf(FormulaWeights.bytes("frames.0", bytes), clips * bytes);
            System.arraycopy(FormulaWeights.bytes("frames.1", bytes), 0, pictures, bytes, bytes);
            try (TUint8 fed = TUint8.tensorOf(
                            Shape.of((long) clips * FRAMES, side, side, 3), DataBuffers.of(pictures, true, false));
                    Result result = session.runner()
                            .feed(image, fed)
                            .fetch(logits)
                            .fetch(loss)
                            .fetch(gradient)
                            .run()) {
                requireRows(result, 0, expected.get("logits"), classes, GoldenNumbers.LOGIT_TOLERANCE);
                assertThat((double) ((TFloat32) result.get(1)).getFloat())
                        .isCloseTo(firstStep.get("loss").doubleValue(), within(1e-4));
                JsonNode published = firstStep.get("parameters").get("prompt_learner.ctx");
                float[] actual = GoldenNumbers.floats((TFloat32) result.get(2));
                double norm = norm(actual);
                double publishedNorm = published.get("gradient_norm").doubleValue();
                assertThat(norm).isCloseTo(publishedNorm, within(1e-4 * publishedNorm));
                GoldenNumbers.requireClose(actual, 0, published.get("gradient_first_4"), 4, 1e-4 * publishedNorm);
            }
        }
    }

    @Test
    void whatLiesBehindTheEndsHasNoEffect() {
        TextTransformer.Size size = new TextTransformer.Size(9, 64, 2, 5);
        float[][][] prompts = new float[2][9][64];
        for (int i = 0; i < 2 * 9 * 64; i++) {
            prompts[i / (9 * 64)][i / 64 % 9][i % 64] = (float) Math.sin(i);
        }
        float[][][] cut = {Arrays.copyOf(prompts[0], 5), Arrays.copyOf(prompts[1], 5)};
        int[] ends = {4, 2};
        assertThat(encode(size, cut, 5, ends))
                .usingComparatorWithPrecision(1e-5f)
                .containsExactly(encode(size, prompts, 9, ends));
    }

    @Test
    void morePositionsThanTheContextAreRefused() {
        TextTransformer.Size size = new TextTransformer.Size(9, 64, 2, 5);
        assertThatThrownBy(() -> encode(size, new float[1][10][64], 10, new int[] {9}))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("prompt positions: 10 (expected: 1 to 9)");
    }

    private static float[] encode(TextTransformer.Size size, float[][][] prompts, int positions, int[] ends) {
        TensorFlowRuntime.load();
        try (Graph graph = new Graph();
                Session session = new Session(graph)) {
            Ops tf = Ops.create(graph);
            NetworkVariables variables = new NetworkVariables(tf);
            Operand<TFloat32> text = new TextTransformer(size, Activation.GELU, "")
                    .encode(tf, variables, tf.constant(prompts), positions, tf.constant(ends));
            variables.load(session, new FormulaWeights(name -> name));
            try (Result result = session.runner().fetch(text).run()) {
                return GoldenNumbers.floats((TFloat32) result.get(0));
            }
        }
    }

    private static Operand<TFloat32> contextTokens(NetworkVariables variables, JsonNode fixture) {
        return variables.read(
                "prompt_learner.ctx",
                fixture.get("classes").intValue(),
                CONTEXT_TOKENS,
                fixture.get("text_width").intValue());
    }

    /** {@code [start, context tokens, description, end]}, as DFER-CLIP puts them together. */
    private static Operand<TFloat32> textFeatures(
            Ops tf, NetworkVariables variables, JsonNode fixture, Operand<TFloat32> context) {
        int width = fixture.get("text_width").intValue();
        FormulaPrompts prompts = FormulaPrompts.of(fixture.get("tokens"), "clip_model_.token_embedding.weight", width);
        int classes = prompts.embedded().length;
        float[][][] prefix = new float[classes][][];
        float[][][] suffix = new float[classes][][];
        for (int prompt = 0; prompt < classes; prompt++) {
            float[][] tokens = prompts.embedded()[prompt];
            prefix[prompt] = Arrays.copyOf(tokens, 1);
            suffix[prompt] = Arrays.copyOfRange(tokens, 1 + CONTEXT_TOKENS, tokens.length);
        }
        Operand<TFloat32> embedded =
                tf.concat(List.of(tf.constant(prefix), context, tf.constant(suffix)), tf.constant(1));
        TextTransformer.Size size = new TextTransformer.Size(
                CONTEXT, width, fixture.get("text_layers").intValue(), 512);
        return new TextTransformer(size, Activation.QUICK_GELU, "text_encoder.")
                .encode(tf, variables, embedded, prompts.positions(), tf.constant(prompts.ends()));
    }

    private static String fixtureName(String weight) {
        return weight.replace("image_encoder.", "clip_model_.visual.").replace("text_encoder.", "clip_model_.");
    }

    private static void requireRows(Result result, int index, JsonNode expected, int width, double tolerance) {
        GoldenNumbers.requireRows(GoldenNumbers.floats((TFloat32) result.get(index)), expected, width, tolerance);
    }

    private static float[] unitLength(float[] values) {
        double norm = norm(values);
        float[] unit = new float[values.length];
        for (int i = 0; i < values.length; i++) {
            unit[i] = (float) (values[i] / norm);
        }
        return unit;
    }

    private static double norm(float[] values) {
        double squared = 0;
        for (float value : values) {
            squared += (double) value * value;
        }
        return Math.sqrt(squared);
    }
}
