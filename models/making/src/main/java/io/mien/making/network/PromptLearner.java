package io.mien.making.network;

import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

/**
 * The text side of DFER-CLIP as it is trained (Zhao and Patras, BMVC 2023, section 3.3): the description of every class,
 * embedded, with learned context tokens of the class's own between the start token and the description.
 *
 * <p>The parts that are not learned, namely the start token's embedding and all that comes after the context, are kept
 * with the weights, as in the published checkpoints.
 *
 * @param text the text encoder
 * @param ends where each class's end token is
 * @param context learned tokens of a class
 * @param prefix of the learned tokens' names, for example {@code prompt_learner.}
 */
public record PromptLearner(TextTransformer text, List<Integer> ends, int context, String prefix) {

    public PromptLearner {
        ends = List.copyOf(ends);
        int last = ends.stream().mapToInt(Integer::intValue).max().orElse(0);
        if (context < 1 || last <= context || last >= text.size().context()) {
            throw new IllegalArgumentException("prompts: ends " + ends + ", " + context
                    + " learned tokens (expected: ends behind the learned tokens and below "
                    + text.size().context() + ")");
        }
    }

    /**
     * Adds the text side to a graph.
     *
     * @return {@code [classes, embedding] float32}, not of unit length
     */
    public Operand<TFloat32> classFeatures(Ops tf, NetworkVariables variables) {
        int classes = ends.size();
        int width = text.size().width();
        int last = ends.stream().mapToInt(Integer::intValue).max().orElse(0);
        int positions = last + 1;
        int suffix = text.size().context() - 1 - context;
        Operand<TFloat32> start = variables.read(prefix + "token_prefix", classes, 1, width);
        Operand<TFloat32> learned = variables.read(prefix + "ctx", classes, context, width);
        Operand<TFloat32> rest = tf.slice(
                variables.read(prefix + "token_suffix", classes, suffix, width),
                tf.constant(new int[] {0, 0, 0}),
                tf.constant(new int[] {classes, positions - 1 - context, width}));
        Operand<TFloat32> prompts = tf.concat(List.of(start, learned, rest), tf.constant(1));
        int[] endPositions = ends.stream().mapToInt(Integer::intValue).toArray();
        return text.encode(tf, variables, prompts, positions, tf.constant(endPositions));
    }
}
