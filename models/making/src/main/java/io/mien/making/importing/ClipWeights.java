package io.mien.making.importing;

import io.mien.making.checkpoint.Checkpoint;
import io.mien.making.network.WeightSource;
import io.mien.models.ModelException;
import java.util.List;

/**
 * CLIP's weights in a checkpoint, whichever layout it has, under OpenAI's names: {@code visual.conv1.weight}, {@code
 * visual.transformer.resblocks.0.…}, {@code token_embedding.weight}, {@code transformer.resblocks.0.…}, {@code ln_final.…},
 * {@code text_projection}, {@code logit_scale}. Read while the checkpoint is open.
 */
public final class ClipWeights implements WeightSource {
    /** Name of the table of words, {@code [vocabulary, width]}. */
    public static final String TOKEN_EMBEDDING = ClipKeys.TOKEN_EMBEDDING;

    private final ClipKeys keys;
    private final ClipSize size;

    private ClipWeights(ClipKeys keys, ClipSize size) {
        this.keys = keys;
        this.size = size;
    }

    /**
     * Finds them.
     *
     * @throws ModelException if this is no CLIP, or a weight is missing or has another shape than the others ask for
     */
    public static ClipWeights of(Checkpoint checkpoint) {
        return of(checkpoint, CheckpointChoices.NONE);
    }

    /** The same, with what a user says of the file. */
    public static ClipWeights of(Checkpoint checkpoint, CheckpointChoices choices) {
        ClipKeys keys = ClipKeys.match(new KeyMatching(checkpoint, choices));
        keys.keys().requireComplete("CLIP");
        return new ClipWeights(
                keys, keys.size().orElseThrow(() -> new IllegalStateException("complete, and of unknown size")));
    }

    public ClipLayout layout() {
        return keys.layout();
    }

    public ClipSize size() {
        return size;
    }

    /** Whether the file is OpenAI's own, or a state dict of it. */
    public boolean isOfOpenAi() {
        return keys.isOfOpenAi();
    }

    /** What was done to the file's keys, in sentences. */
    public List<String> notes() {
        return keys.keys().notes();
    }

    /** Keys that were left out because a user said so. */
    public List<String> leftOut() {
        return keys.keys().leftOut();
    }

    /** What each key of the file became. */
    public KeyReport report() {
        return keys.report();
    }

    /** What cosines are multiplied with: {@code exp(logit_scale)}, about 100 in OpenAI's models. */
    public double logitScale() {
        return Math.exp(read(ClipKeys.LOGIT_SCALE)[0]);
    }

    @Override
    public float[] read(String name, long... shape) {
        return keys.keys().read(name, shape);
    }
}
