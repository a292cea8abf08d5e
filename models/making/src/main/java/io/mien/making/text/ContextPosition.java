package io.mien.making.text;

/**
 * The place of a prompt's learned context relative to its description (CoOp, Zhou et al. 2022, section 3.2). A
 * checkpoint does not say which one it was trained with.
 */
public enum ContextPosition {
    /** Context, then description: what DFER-CLIP was published with. */
    END,
    /** The first half of the context, the description, the other half, which is the longer one if they differ. */
    MIDDLE,
    /** Description, then context. */
    FRONT;

    /** How many learned tokens stand before the description. */
    int before(int contextTokens) {
        return switch (this) {
            case END -> contextTokens;
            case MIDDLE -> contextTokens / 2;
            case FRONT -> 0;
        };
    }
}
