package io.mien.making.importing;

import com.fasterxml.jackson.databind.JsonNode;
import io.mien.making.network.GoldenNumbers;
import io.mien.making.network.NetworkVariables;
import io.mien.making.network.TextTransformer;
import io.mien.making.network.VisionTransformer;
import io.mien.models.tensorflow.TensorFlowRuntime;
import java.util.Arrays;
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

/** What both encoders of an imported CLIP compute of pictures and of texts whose words are ids. */
final class ClipFeatures {
    private final float[] image;
    private final float[] text;

    private ClipFeatures(float[] image, float[] text) {
        this.image = image;
        this.text = text;
    }

    /** {@code [pictures, embedding]}, row-major. */
    float[] image() {
        return image;
    }

    /** {@code [texts, embedding]}, row-major. */
    float[] text() {
        return text;
    }

    /**
     * Computes them.
     *
     * @param pictures {@code [pictures, side, side, 3] uint8} of the image encoder's size
     * @param tokens ids of each text; the largest is the vocabulary's last, its end
     */
    static ClipFeatures of(ClipWeights weights, ClipSettings settings, byte[] pictures, JsonNode tokens) {
        TensorFlowRuntime.load();
        int side = settings.vision().image();
        try (Graph graph = new Graph();
                Session session = new Session(graph)) {
            Ops tf = Ops.create(graph);
            NetworkVariables variables = new NetworkVariables(tf);
            Placeholder<TUint8> fed = tf.placeholder(TUint8.class);
            Operand<TFloat32> images = new VisionTransformer(
                            settings.vision(), settings.pixels(), settings.visionActivation(), "visual.")
                    .encode(tf, variables, fed);
            Operand<TFloat32> texts = new TextTransformer(settings.text(), settings.textActivation(), "")
                    .encode(
                            tf,
                            variables,
                            tf.constant(embedded(tokens, weights)),
                            tokens.get(0).size(),
                            tf.constant(ends(tokens, weights.size().vocabulary() - 1)));
            variables.load(session, weights);
            int count = pictures.length / (side * side * 3);
            try (TUint8 bytes = TUint8.tensorOf(Shape.of(count, side, side, 3), DataBuffers.of(pictures, true, false));
                    Result result = session.runner()
                            .feed(fed, bytes)
                            .fetch(images)
                            .fetch(texts)
                            .run()) {
                return new ClipFeatures(
                        GoldenNumbers.floats((TFloat32) result.get(0)), GoldenNumbers.floats((TFloat32) result.get(1)));
            }
        }
    }

    private static float[][][] embedded(JsonNode tokens, ClipWeights weights) {
        int width = weights.size().text().width();
        float[] words = weights.read(ClipWeights.TOKEN_EMBEDDING, weights.size().vocabulary(), width);
        float[][][] embedded = new float[tokens.size()][tokens.get(0).size()][];
        for (int prompt = 0; prompt < embedded.length; prompt++) {
            for (int position = 0; position < embedded[prompt].length; position++) {
                int token = tokens.get(prompt).get(position).intValue();
                embedded[prompt][position] = Arrays.copyOfRange(words, token * width, (token + 1) * width);
            }
        }
        return embedded;
    }

    private static int[] ends(JsonNode tokens, int end) {
        int[] ends = new int[tokens.size()];
        for (int prompt = 0; prompt < ends.length; prompt++) {
            while (tokens.get(prompt).get(ends[prompt]).intValue() != end) {
                ends[prompt]++;
            }
        }
        return ends;
    }
}
