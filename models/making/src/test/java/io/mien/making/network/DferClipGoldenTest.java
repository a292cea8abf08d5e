package io.mien.making.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import io.mien.models.tensorflow.TensorFlowRuntime;
import java.io.IOException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.Result;
import org.tensorflow.Session;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.buffer.DataBuffers;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TUint8;

/** Holds the networks against numbers that the published PyTorch code computed with the same weights and pictures. */
final class DferClipGoldenTest {
    private static final int FRAMES = 16;
    private static final int EMBEDDING = 512;

    @ParameterizedTest
    @ValueSource(strings = {"tiny", "ViT-B/32"})
    void imageFeaturesAndTemporalOutputAgreeWithThePublishedCode(String name) throws IOException {
        JsonNode expected = GoldenNumbers.dferClip(name);
        int side = expected.get("resolution").intValue();
        DferClip network = DferClip.of(
                new VisionTransformer.Size(
                        side,
                        expected.get("patch").intValue(),
                        expected.get("vision_width").intValue(),
                        expected.get("vision_layers").intValue(),
                        EMBEDDING),
                TemporalTransformer.Size.DFER_CLIP,
                expected.get("classes").intValue());
        TensorFlowRuntime.load();
        try (Graph graph = new Graph();
                Session session = new Session(graph)) {
            Ops tf = Ops.create(graph);
            NetworkVariables variables = new NetworkVariables(tf);
            Placeholder<TUint8> image = tf.placeholder(TUint8.class);
            Operand<TFloat32> features = network.vision().encode(tf, variables, image);
            Operand<TFloat32> output = network.temporal()
                    .summarize(tf, variables, tf.reshape(features, tf.constant(new int[] {-1, FRAMES, EMBEDDING})));
            variables.load(
                    session, new FormulaWeights(weight -> weight.replace("image_encoder.", "clip_model_.visual.")));

            for (int clip = 0; clip < expected.get("clips").intValue(); clip++) {
                byte[] frames = FormulaWeights.bytes("frames." + clip, FRAMES * side * side * 3);
                try (TUint8 pictures =
                                TUint8.tensorOf(Shape.of(FRAMES, side, side, 3), DataBuffers.of(frames, true, false));
                        Result result = session.runner()
                                .feed(image, pictures)
                                .fetch(features)
                                .fetch(output)
                                .run()) {
                    float[] actualFeatures = GoldenNumbers.floats((TFloat32) result.get(0));
                    float[] actualOutput = GoldenNumbers.floats((TFloat32) result.get(1));
                    requireFeatures(
                            actualFeatures,
                            expected.get("frame_features_first_8").get(clip),
                            expected.get("frame_features_norm").get(clip));
                    GoldenNumbers.requireClose(
                            actualOutput,
                            0,
                            expected.get("temporal_output").get(clip),
                            EMBEDDING,
                            GoldenNumbers.TOLERANCE);
                }
            }
        }
    }

    private static void requireFeatures(float[] actual, JsonNode firstEight, JsonNode norms) {
        for (int frame = 0; frame < FRAMES; frame++) {
            GoldenNumbers.requireClose(actual, frame * EMBEDDING, firstEight.get(frame), 8, GoldenNumbers.TOLERANCE);
            double squared = 0;
            for (int i = 0; i < EMBEDDING; i++) {
                double value = actual[frame * EMBEDDING + i];
                squared += value * value;
            }
            assertThat(Math.sqrt(squared)).isCloseTo(norms.get(frame).doubleValue(), within(GoldenNumbers.TOLERANCE));
        }
    }
}
