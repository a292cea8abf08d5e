package io.mien.making.importing;

import io.mien.making.checkpoint.Checkpoint;
import io.mien.making.network.WeightSource;
import io.mien.models.ModelException;
import java.util.List;
import java.util.Optional;

/** Exp-CLIP's projection head: one matrix without bias, {@code mlp.weight [hidden, embedding]}. Read while the checkpoint is open. */
public final class ExpClipHead implements WeightSource {
    /** The head's name in a {@link WeightSource}. */
    public static final String WEIGHT = "mlp.weight";

    private final KeyMatching keys;
    private final int hidden;
    private final int embedding;

    private ExpClipHead(KeyMatching keys, int hidden, int embedding) {
        this.keys = keys;
        this.hidden = hidden;
        this.embedding = embedding;
    }

    /**
     * Finds it.
     *
     * @throws ModelException if the file is no such head
     */
    public static ExpClipHead of(Checkpoint checkpoint) {
        KeyMatching keys = new KeyMatching(checkpoint);
        Optional<int[]> sizes = match(keys);
        keys.requireComplete("Exp-CLIP's head");
        int[] found = sizes.orElseThrow(() -> new IllegalStateException("complete, and of unknown size"));
        return new ExpClipHead(keys, found[0], found[1]);
    }

    static boolean isIn(KeyMatching keys) {
        return keys.has(WEIGHT);
    }

    static Optional<int[]> match(KeyMatching keys) {
        Optional<int[]> sizes = keys.sizes(List.of(WEIGHT), "hidden", "embedding");
        sizes.ifPresent(size -> keys.use(WEIGHT, WEIGHT, size[0], size[1]));
        return sizes;
    }

    static KeyReport report(KeyMatching keys) {
        return keys.report();
    }

    /** Floats that go in: the width of CLIP's embedding. */
    public int embedding() {
        return embedding;
    }

    /** Floats that come out. */
    public int hidden() {
        return hidden;
    }

    public KeyReport report() {
        return report(keys);
    }

    /** The matrix, {@code [hidden, embedding]}, row-major. */
    public float[] weight() {
        return read(WEIGHT, hidden, embedding);
    }

    @Override
    public float[] read(String name, long... shape) {
        return keys.read(name, shape);
    }
}
