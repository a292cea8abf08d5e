package io.mien.making.importing;

import io.mien.making.checkpoint.Checkpoint;
import io.mien.models.ModelException;
import java.util.List;
import java.util.Optional;

/**
 * CLIPER's learned expression descriptors: {@code descriptor [descriptors, tokens, width]}, the descriptors of one class one
 * after the other. Read while the checkpoint is open.
 */
public final class CliperDescriptors {
    private static final String WEIGHT = "descriptor";

    private final KeyMatching keys;
    private final int descriptors;
    private final int tokens;
    private final int width;

    private CliperDescriptors(KeyMatching keys, int descriptors, int tokens, int width) {
        this.keys = keys;
        this.descriptors = descriptors;
        this.tokens = tokens;
        this.width = width;
    }

    /**
     * Finds them.
     *
     * @throws ModelException if the file holds no descriptors
     */
    public static CliperDescriptors of(Checkpoint checkpoint) {
        KeyMatching keys = new KeyMatching(checkpoint);
        Optional<int[]> sizes = match(keys);
        report(keys).requireComplete(checkpoint.file(), "CLIPER's descriptors");
        int[] found = sizes.orElseThrow(() -> new IllegalStateException("complete, and of unknown size"));
        return new CliperDescriptors(keys, found[0], found[1], found[2]);
    }

    static boolean areIn(KeyMatching keys) {
        return keys.has(WEIGHT);
    }

    static Optional<int[]> match(KeyMatching keys) {
        Optional<int[]> sizes = keys.sizes(List.of(WEIGHT), "descriptors", "tokens", "text width");
        sizes.ifPresent(size -> keys.use(WEIGHT, WEIGHT, size[0], size[1], size[2]));
        return sizes;
    }

    static KeyReport report(KeyMatching keys) {
        return keys.report("CLIPER's descriptors need it not");
    }

    /** The number of descriptors of all classes. */
    public int descriptors() {
        return descriptors;
    }

    /** Learned tokens in each. */
    public int tokens() {
        return tokens;
    }

    /** The width of a token's embedding. */
    public int width() {
        return width;
    }

    /** {@code [descriptors, tokens, width]}, row-major. */
    public float[] embeddings() {
        return keys.read(WEIGHT, descriptors, tokens, width);
    }

    public KeyReport report() {
        return report(keys);
    }
}
