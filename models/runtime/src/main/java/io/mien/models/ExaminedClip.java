package io.mien.models;

import java.util.Optional;

/**
 * A clip's scores, and what the parts of the model computed on the way to them.
 *
 * @param scores of the labels
 * @param temporalOutput of the temporal model, {@code [width] float32}; empty for a model without one
 * @param promptLogits of each prompt by itself, one label's side by side, {@code [labels * prompts a label] float32}; empty
 *     for a model with one prompt a label, whose scores are the labels'
 */
public record ExaminedClip(ClipScores scores, Optional<float[]> temporalOutput, Optional<float[]> promptLogits) {}
