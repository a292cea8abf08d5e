package io.mien.training.published;

/** Says which loss CLIPER is trained with. */
public enum CliperLossKind {
    /** The released code's: a margin between classes, and each class's descriptors sharing its samples out. */
    RELEASED,
    /** The plain cross-entropy of the logits that it predicts with. */
    CROSS_ENTROPY
}
