package io.mien.models.importing;

/** Where a prompt's learned context stands relative to the description (CoOp, Zhou et al. 2022, section 3.2). */
public enum ContextPosition {
    /** Context, then description: what DFER-CLIP was published with. */
    END,
    /** Half of the context, description, the other half. */
    MIDDLE,
    /** Description, then context. */
    FRONT
}
