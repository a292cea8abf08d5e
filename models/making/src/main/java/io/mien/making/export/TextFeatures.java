package io.mien.making.export;

import io.mien.making.network.NetworkVariables;
import io.mien.making.network.TextTransformer;
import io.mien.making.network.WeightSource;
import io.mien.making.text.EmbeddedPrompts;
import io.mien.models.tensorflow.TensorFlowRuntime;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.Result;
import org.tensorflow.Session;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.buffer.DataBuffers;
import org.tensorflow.ndarray.buffer.FloatDataBuffer;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;

/**
 * Computes one feature for each prompt, which is all that a package keeps of it. The text encoder runs here once, and
 * never again.
 */
public final class TextFeatures {
    /** Prompts run together; bounds the memory that many of them take. */
    private static final int BATCH = 16;

    private TextFeatures() {}

    /**
     * Encodes prompts.
     *
     * @param weights under the transformer's names
     * @return {@code [prompts, embedding]}, row-major, not normalised to unit length
     */
    public static float[] compute(TextTransformer transformer, WeightSource weights, EmbeddedPrompts prompts) {
        TensorFlowRuntime.load();
        int positions = prompts.positions();
        int embedding = transformer.size().embedding();
        float[] features = new float[prompts.size() * embedding];
        try (Graph graph = new Graph();
                Session session = new Session(graph)) {
            Ops tf = Ops.create(graph);
            NetworkVariables variables = new NetworkVariables(tf);
            Placeholder<TFloat32> embedded = tf.placeholder(
                    TFloat32.class, Placeholder.shape(Shape.of(Shape.UNKNOWN_SIZE, positions, prompts.width())));
            Placeholder<TInt32> ends = tf.placeholder(TInt32.class, Placeholder.shape(Shape.of(Shape.UNKNOWN_SIZE)));
            Operand<TFloat32> encoded = transformer.encode(tf, variables, embedded, positions, ends);
            variables.load(session, weights);
            for (int from = 0; from < prompts.size(); from += BATCH) {
                int to = Math.min(from + BATCH, prompts.size());
                try (TFloat32 fedPrompts = batch(prompts, from, to, positions);
                        TInt32 fedEnds = TInt32.vectorOf(prompts.ends().subList(from, to).stream()
                                .mapToInt(Integer::intValue)
                                .toArray());
                        Result result = session.runner()
                                .feed(embedded, fedPrompts)
                                .feed(ends, fedEnds)
                                .fetch(encoded)
                                .run()) {
                    result.get(0)
                            .asRawTensor()
                            .data()
                            .asFloats()
                            .read(features, from * embedding, (to - from) * embedding);
                }
            }
        }
        return features;
    }

    /** Prompts as long as the longest, zeros behind the shorter ones' ends. */
    private static TFloat32 batch(EmbeddedPrompts prompts, int from, int to, int positions) {
        int length = positions * prompts.width();
        float[] values = new float[(to - from) * length];
        for (int prompt = from; prompt < to; prompt++) {
            float[] tokens = prompts.embedded().get(prompt);
            System.arraycopy(tokens, 0, values, (prompt - from) * length, Math.min(tokens.length, length));
        }
        FloatDataBuffer buffer = DataBuffers.of(values, true, false);
        return TFloat32.tensorOf(Shape.of(to - from, positions, prompts.width()), buffer);
    }
}
