package io.mien.training.engine;

/** Says which epoch's weights a run ends with. */
public enum Selection {
    /** The last one's. */
    LAST,
    /** Those with the highest weighted average recall in validation, the first of equals. */
    BEST_WAR,
    /** Those with the highest unweighted average recall in validation, the first of equals. */
    BEST_UAR
}
