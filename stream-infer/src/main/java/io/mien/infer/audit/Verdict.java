package io.mien.infer.audit;

/** What an audit says of one reading; the worse comes later. */
public enum Verdict {
    /** Equal bit for bit. */
    IDENTICAL,
    /** Equal, but for probabilities that differ by no more than the tolerance. */
    WITHIN,
    /** Its stream was forgotten: what it says, or its frames, can be read by nobody. */
    ERASED,
    /** It cannot be said; the reason is stated. */
    INCOMPARABLE,
    /** Computed, but not published. */
    MISSING,
    /** Published, but not what its frames give, or without its frames. */
    INVENTED,
    /** Published and computed, and not equal. */
    DIVERGED;

    /** Whether the reading is not what it is said to be. */
    public boolean isContradiction() {
        return this == MISSING || this == INVENTED || this == DIVERGED;
    }
}
