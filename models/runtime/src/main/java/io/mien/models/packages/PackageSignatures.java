package io.mien.models.packages;

/** The names by which callers address the signatures and tensors of a model package. */
public final class PackageSignatures {
    /** {@code encode_frames(image: uint8 [N, S, S, 3]) -> embedding: float32 [N, D]}. */
    public static final String ENCODE_FRAMES = "encode_frames";

    /**
     * {@code classify_clips(embedding: float32 [B, T, D]) -> logits, probability: float32 [B, C]}; with a temporal model also
     * {@code temporal_output: float32 [B, D]}, and where the model knows what it was trained on {@code unlikeness: float32 [B,
     * 1]}.
     */
    public static final String CLASSIFY_CLIPS = "classify_clips";

    /**
     * {@code encode_frames_bfloat16}: takes and gives what {@link #ENCODE_FRAMES} does, and computes in bfloat16. Not in
     * every package. Its weights are in no file: {@link #DERIVE_BFLOAT16} makes them after each load.
     */
    public static final String ENCODE_FRAMES_BFLOAT16 = "encode_frames_bfloat16";

    /**
     * The operation that derives the weights of {@link #ENCODE_FRAMES_BFLOAT16} from the saved ones and empties those, so
     * that {@link #ENCODE_FRAMES} cannot be called any more in the same session.
     */
    public static final String DERIVE_BFLOAT16 = "derive_bfloat16";

    public static final String IMAGE = "image";
    public static final String EMBEDDING = "embedding";
    public static final String LOGITS = "logits";
    public static final String PROBABILITY = "probability";
    public static final String TEMPORAL_OUTPUT = "temporal_output";

    /** How unlike a clip is to those of training: above 1 the model has no answer. */
    public static final String UNLIKENESS = "unlikeness";

    /** Each prompt's own score, where a label has several: {@code [B, labels * prompts a label]}. */
    public static final String PROMPT_LOGITS = "prompt_logits";

    private PackageSignatures() {}
}
