package io.mien.models.importing;

import io.mien.models.ModelException;
import io.mien.models.checkpoint.Checkpoint;
import io.mien.models.network.WeightSource;

/** Exp-CLIP's projection head: one matrix without bias, {@code mlp.weight [hidden, embedding]}. */
@SuppressWarnings("DoNotCallSuggester") // the bodies follow
public final class ExpClipHead implements WeightSource {
    /** The head's name in a {@link WeightSource}. */
    public static final String WEIGHT = "mlp.weight";

    private ExpClipHead() {}

    /**
     * Finds it.
     *
     * @throws ModelException if the file is no such head
     */
    public static ExpClipHead of(Checkpoint checkpoint) {
        throw new UnsupportedOperationException();
    }

    /** Floats that go in: the width of CLIP's embedding. */
    public int embedding() {
        throw new UnsupportedOperationException();
    }

    /** Floats that come out. */
    public int hidden() {
        throw new UnsupportedOperationException();
    }

    public KeyReport report() {
        throw new UnsupportedOperationException();
    }

    @Override
    public float[] read(String name, long... shape) {
        throw new UnsupportedOperationException();
    }
}
