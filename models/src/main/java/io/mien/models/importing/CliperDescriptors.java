package io.mien.models.importing;

import io.mien.models.ModelException;
import io.mien.models.checkpoint.Checkpoint;

/** CLIPER's learned expression descriptors: {@code descriptor [descriptors, tokens, width]}, a class's own side by side. */
@SuppressWarnings("DoNotCallSuggester") // the bodies follow
public final class CliperDescriptors {
    private CliperDescriptors() {}

    /**
     * Finds them.
     *
     * @throws ModelException if the file holds no descriptors
     */
    public static CliperDescriptors of(Checkpoint checkpoint) {
        throw new UnsupportedOperationException();
    }

    /** How many, over all classes. */
    public int descriptors() {
        throw new UnsupportedOperationException();
    }

    /** Learned tokens in each. */
    public int tokens() {
        throw new UnsupportedOperationException();
    }

    /** Of a token's embedding. */
    public int width() {
        throw new UnsupportedOperationException();
    }

    /** {@code [descriptors, tokens, width]}, row-major. */
    public float[] embeddings() {
        throw new UnsupportedOperationException();
    }

    public KeyReport report() {
        throw new UnsupportedOperationException();
    }
}
