package io.mien.models.importing;

import io.mien.models.ModelException;
import io.mien.models.checkpoint.Checkpoint;
import io.mien.models.network.WeightSource;

/**
 * DFER-CLIP's weights in a checkpoint, with or without the training script's wrapper and {@code module.}, under the published
 * names: {@code image_encoder.…}, {@code temporal_net.…}, {@code text_encoder.…}, {@code prompt_learner.…}, and {@code
 * token_embedding.weight} of the CLIP inside.
 */
@SuppressWarnings("DoNotCallSuggester") // the bodies follow
public final class DferClipWeights implements WeightSource {
    private DferClipWeights() {}

    /**
     * Finds them.
     *
     * @throws ModelException if this is no DFER-CLIP, or a weight is missing or has another shape than the others ask for
     */
    public static DferClipWeights of(Checkpoint checkpoint) {
        throw new UnsupportedOperationException();
    }

    public DferClipSize size() {
        throw new UnsupportedOperationException();
    }

    /** What each key of the file became. */
    public KeyReport report() {
        throw new UnsupportedOperationException();
    }

    /**
     * The classes' prompts, put together.
     *
     * @param position where the training put the context; the file does not say
     * @throws ModelException if the descriptions' tokens cannot be found again in the vocabulary
     */
    public LearnedPrompts prompts(ContextPosition position) {
        throw new UnsupportedOperationException();
    }

    @Override
    public float[] read(String name, long... shape) {
        throw new UnsupportedOperationException();
    }
}
