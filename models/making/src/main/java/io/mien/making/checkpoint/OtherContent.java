package io.mien.making.checkpoint;

/**
 * Something in a checkpoint that is no weight of the model.
 *
 * @param name its key, for example {@code optimizer}
 * @param description of what is there, for example {@code 46 tensors, 1.2 MB} or {@code 24}
 */
public record OtherContent(String name, String description) {}
