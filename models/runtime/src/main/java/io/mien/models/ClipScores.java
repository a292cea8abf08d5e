package io.mien.models;

/**
 * The result of a model for one clip, in label-set order.
 *
 * @param logits {@code [labels] float32}
 * @param probabilities {@code [labels] float32}, the softmax of the logits
 * @param unlikeness how unlike the clip is to those that the model was trained on: above {@link #MOST_UNLIKE} its other
 *     numbers are no answer; {@link #NOT_TOLD} of a model that cannot tell
 */
@SuppressWarnings("ArrayRecordComponent") // handed over by the runner, which keeps no reference
public record ClipScores(float[] logits, float[] probabilities, float unlikeness) {
    /** Of a model that cannot tell. */
    public static final float NOT_TOLD = 0;

    /** Up to here a clip is like those of training. */
    public static final float MOST_UNLIKE = 1;

    /** Of a model that cannot tell what it was trained on. */
    public ClipScores(float[] logits, float[] probabilities) {
        this(logits, probabilities, NOT_TOLD);
    }

    /** Whether the clip is like those of training, as far as the model can tell; a distance that is no number is not. */
    public boolean isFamiliar() {
        return unlikeness <= MOST_UNLIKE;
    }
}
