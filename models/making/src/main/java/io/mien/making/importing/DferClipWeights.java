package io.mien.making.importing;

import io.mien.making.checkpoint.Checkpoint;
import io.mien.making.network.WeightSource;
import io.mien.making.text.TokenEmbedding;
import io.mien.models.ModelException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;

/**
 * DFER-CLIP's weights in a checkpoint, with or without the training script's wrapper and {@code module.}, under the published
 * names: {@code image_encoder.…}, {@code temporal_net.…}, {@code text_encoder.…}, {@code prompt_learner.…}, and {@code
 * token_embedding.weight} of the CLIP inside. Read while the checkpoint is open.
 */
public final class DferClipWeights implements WeightSource {
    private final DferClipKeys keys;
    private final DferClipSize size;

    private DferClipWeights(DferClipKeys keys, DferClipSize size) {
        this.keys = keys;
        this.size = size;
    }

    /**
     * Finds them.
     *
     * @throws ModelException if this is no DFER-CLIP, or a weight is missing or has another shape than the others ask for
     */
    public static DferClipWeights of(Checkpoint checkpoint) {
        return of(checkpoint, CheckpointChoices.NONE);
    }

    /** The same, with what a user says of the file. */
    public static DferClipWeights of(Checkpoint checkpoint, CheckpointChoices choices) {
        DferClipKeys keys = DferClipKeys.match(new KeyMatching(checkpoint, choices));
        keys.keys().requireComplete("DFER-CLIP");
        return new DferClipWeights(
                keys, keys.size().orElseThrow(() -> new IllegalStateException("complete, and of unknown size")));
    }

    public DferClipSize size() {
        return size;
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

    /** The table of words, which the checkpoint's prompts were embedded with. */
    public TokenEmbedding words() {
        int width = size.clip().text().width();
        return new TokenEmbedding(read(ClipKeys.TOKEN_EMBEDDING, size.clip().vocabulary(), width), width);
    }

    /**
     * The learned tokens.
     *
     * @return for each class {@code [learned tokens, width]}, row-major; the same array for each where they share them
     */
    public List<float[]> learnedTokens() {
        int tokens = size.contextTokens();
        int width = size.clip().text().width();
        int classes = size.classes();
        if (!size.classSpecific()) {
            return Collections.nCopies(classes, read(DferClipKeys.CONTEXT, tokens, width));
        }
        return split(read(DferClipKeys.CONTEXT, classes, tokens, width), classes);
    }

    /**
     * The token ids of each class's description, found again: the file holds the prompts embedded, behind the learned tokens,
     * and the table that they were embedded with.
     *
     * @throws ModelException if a token is not in the table, or a prompt does not end
     */
    public List<int[]> descriptions(TokenEmbedding words) {
        int classes = size.classes();
        int tokens = size.clip().text().context() - 1 - size.contextTokens();
        int width = size.clip().text().width();
        EmbeddedWords embedded = new EmbeddedWords(words);
        List<int[]> descriptions = new ArrayList<>();
        for (float[] suffix : split(read(DferClipKeys.SUFFIX, classes, tokens, width), classes)) {
            try {
                descriptions.add(embedded.upToEnd(suffix));
            } catch (ModelException e) {
                throw new ModelException(
                        "checkpoint " + keys.keys().file() + ": the description of class " + descriptions.size() + ": "
                                + e.getMessage(),
                        e);
            }
        }
        return descriptions;
    }

    @Override
    public float[] read(String name, long... shape) {
        return keys.keys().read(name, shape);
    }

    static List<float[]> split(float[] values, int parts) {
        int length = values.length / parts;
        List<float[]> split = new ArrayList<>();
        for (int part = 0; part < parts; part++) {
            split.add(Arrays.copyOfRange(values, part * length, (part + 1) * length));
        }
        return split;
    }
}
