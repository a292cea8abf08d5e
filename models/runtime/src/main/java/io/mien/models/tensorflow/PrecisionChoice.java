package io.mien.models.tensorflow;

/** What a model's image encoder, which is nearly all of its work, is to be computed in. The rest is in float32 always. */
public enum PrecisionChoice {
    /** Single precision, on any processor. */
    FLOAT32,
    /**
     * Rounded to bfloat16 where it is multiplied, if the package can do that, whatever the processor: one that does not
     * multiply so by itself is several times slower than in float32.
     */
    BFLOAT16,
    /**
     * {@link #BFLOAT16} where the processor multiplies so by itself and the package's self-check then stays within its
     * tolerance, else {@link #FLOAT32}; the log says which and why.
     */
    AUTO
}
