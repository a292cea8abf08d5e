package io.mien.models.importing;

import io.mien.models.ModelException;
import io.mien.models.checkpoint.Checkpoint;
import io.mien.models.network.WeightSource;

/**
 * CLIP's weights in a checkpoint, whichever layout it has, under OpenAI's names: {@code visual.conv1.weight}, {@code
 * visual.transformer.resblocks.0.…}, {@code token_embedding.weight}, {@code transformer.resblocks.0.…}, {@code ln_final.…},
 * {@code text_projection}, {@code logit_scale}.
 */
@SuppressWarnings("DoNotCallSuggester") // the bodies follow
public final class ClipWeights implements WeightSource {
    private ClipWeights() {}

    /**
     * Finds them.
     *
     * @throws ModelException if this is no CLIP, or a weight is missing or has another shape than the others ask for
     */
    public static ClipWeights of(Checkpoint checkpoint) {
        throw new UnsupportedOperationException();
    }

    public ClipLayout layout() {
        throw new UnsupportedOperationException();
    }

    public ClipSize size() {
        throw new UnsupportedOperationException();
    }

    /** What each key of the file became. */
    public KeyReport report() {
        throw new UnsupportedOperationException();
    }

    /** What cosines are multiplied with: {@code exp(logit_scale)}, about 100 in OpenAI's models. */
    public double logitScale() {
        throw new UnsupportedOperationException();
    }

    @Override
    public float[] read(String name, long... shape) {
        throw new UnsupportedOperationException();
    }
}
