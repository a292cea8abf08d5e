package io.mien.models;

/**
 * The result of a model for one clip, in label-set order.
 *
 * @param logits {@code [labels] float32}
 * @param probabilities {@code [labels] float32}, the softmax of the logits
 */
@SuppressWarnings("ArrayRecordComponent") // handed over by the runner, which keeps no reference
public record ClipScores(float[] logits, float[] probabilities) {}
