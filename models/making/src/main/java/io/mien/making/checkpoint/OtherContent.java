package io.mien.making.checkpoint;

/**
 * Something in a checkpoint that is no tensor of the state dict.
 *
 * @param name its key, for example {@code optimizer}
 * @param description of what is there, for example {@code 46 tensors, 1.2 MB} or {@code 24}
 * @param kind what it may mean for the model
 */
public record OtherContent(String name, String description, Kind kind) {

    /** What it may mean for the model. */
    public enum Kind {
        /** Texts and numbers beside the weights: how far the training was, its settings. */
        REMARK,
        /** The weights once more, for example their average: {@code Checkpoint.open} takes them instead if asked to. */
        OTHER_WEIGHTS,
        /** Tensors beside the weights. */
        TENSORS,
        /** A key of the state dict whose value is no tensor that can be read. */
        KEY
    }

    /** A remark. */
    public OtherContent(String name, String description) {
        this(name, description, Kind.REMARK);
    }
}
