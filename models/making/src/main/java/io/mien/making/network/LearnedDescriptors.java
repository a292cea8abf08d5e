package io.mien.making.network;

import java.util.Arrays;
import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

/**
 * CLIPER's text side as it is trained (Li et al. 2023, section 3.2): for every class several descriptors of learned tokens,
 * in the middle of one sentence that all share, such as "an ID photo of X X X X.".
 *
 * @param text the text encoder
 * @param classes how many
 * @param perClass descriptors of a class
 * @param tokens learned in each descriptor
 * @param before how many tokens of the sentence stand before the learned ones
 * @param after how many stand behind them, the end token being the last
 */
public record LearnedDescriptors(TextTransformer text, int classes, int perClass, int tokens, int before, int after) {
    /** Name of the learned tokens: {@code [classes * perClass, tokens, width]}, a class's own side by side. */
    public static final String DESCRIPTOR = "descriptor";

    /** Name of the sentence's embedded tokens before the learned ones: {@code [before, width]}. */
    public static final String BEFORE = "descriptor_before";

    /** Name of those behind them: {@code [after, width]}. */
    public static final String AFTER = "descriptor_after";

    public LearnedDescriptors {
        if (classes < 2 || perClass < 1 || tokens < 1 || before < 1 || after < 1) {
            throw new IllegalArgumentException("descriptors: " + classes + " classes, " + perClass + " each, " + tokens
                    + " tokens between " + before + " and " + after
                    + " (expected: at least two classes and one of the rest)");
        }
    }

    int count() {
        return classes * perClass;
    }

    /**
     * Adds the text side to a graph.
     *
     * @return {@code [classes * perClass, embedding] float32}, not of unit length
     */
    public Operand<TFloat32> features(Ops tf, NetworkVariables variables) {
        int width = text.size().width();
        int positions = before + tokens + after;
        Operand<TFloat32> prompts = tf.concat(
                List.of(
                        shared(tf, variables.read(BEFORE, before, width)),
                        variables.read(DESCRIPTOR, count(), tokens, width),
                        shared(tf, variables.read(AFTER, after, width))),
                tf.constant(1));
        int[] ends = new int[count()];
        Arrays.fill(ends, positions - 1);
        return text.encode(tf, variables, prompts, positions, tf.constant(ends));
    }

    /** The same tokens for every descriptor. */
    private Operand<TFloat32> shared(Ops tf, Operand<TFloat32> sentence) {
        return tf.tile(tf.expandDims(sentence, tf.constant(0)), tf.constant(new int[] {count(), 1, 1}));
    }
}
