package io.mien.making.export;

import io.mien.making.text.PromptLayout;
import io.mien.making.text.TokenEmbedding;
import io.mien.models.LabelSet;
import io.mien.models.packages.ModelExplanation;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.IdentityHashMap;
import java.util.List;

/** Writes a package's prompts, and the words that their learned tokens are near to. */
public final class Explanations {
    /** Words named for each learned token. */
    private static final int NEAREST = 5;

    private Explanations() {}

    /**
     * A prompt of a package.
     *
     * @param text as it was given; empty if only its tokens are known
     * @param layout its tokens
     * @param learned the learned ones' embeddings, {@code [learned tokens, width]}, row-major; the same array where prompts share
     *     them; empty if there are none
     */
    @SuppressWarnings("ArrayRecordComponent") // a carrier, compared by nobody
    public record ExplainedPrompt(String text, PromptLayout layout, float[] learned) {}

    /**
     * Explains labels.
     *
     * @param prompts in the order of the network's prompt features: as many for each label, one label's side by side
     */
    public static ModelExplanation of(LabelSet labels, List<ExplainedPrompt> prompts, TokenEmbedding words) {
        int perLabel = prompts.size() / labels.labels().size();
        if (perLabel * labels.labels().size() != prompts.size()) {
            throw new IllegalArgumentException("prompts: " + prompts.size() + " for "
                    + labels.labels().size() + " labels (expected: as many for each)");
        }
        IdentityHashMap<float[], List<List<ModelExplanation.Neighbour>>> known = new IdentityHashMap<>();
        List<ModelExplanation.Label> explained = new ArrayList<>();
        for (int label = 0; label < labels.labels().size(); label++) {
            List<ModelExplanation.Prompt> own = prompts.subList(label * perLabel, (label + 1) * perLabel).stream()
                    .map(prompt -> explain(
                            prompt, known.computeIfAbsent(prompt.learned, learned -> neighbours(learned, words))))
                    .toList();
            explained.add(new ModelExplanation.Label(labels.labels().get(label), own));
        }
        return ModelExplanation.of(explained);
    }

    private static ModelExplanation.Prompt explain(
            ExplainedPrompt prompt, List<List<ModelExplanation.Neighbour>> neighbours) {
        List<ModelExplanation.LearnedToken> learned = new ArrayList<>();
        for (int position = 0; position <= prompt.layout.end(); position++) {
            if (prompt.layout.isLearned(position)) {
                int number = prompt.layout.learned().get(position);
                learned.add(new ModelExplanation.LearnedToken(position, neighbours.get(number)));
            }
        }
        return new ModelExplanation.Prompt(prompt.text, prompt.layout.tokens(), learned);
    }

    private static List<List<ModelExplanation.Neighbour>> neighbours(float[] learned, TokenEmbedding words) {
        List<List<ModelExplanation.Neighbour>> neighbours = new ArrayList<>();
        for (int from = 0; from < learned.length; from += words.width()) {
            float[] vector = Arrays.copyOfRange(learned, from, from + words.width());
            neighbours.add(words.nearest(vector, NEAREST).stream()
                    .map(word -> new ModelExplanation.Neighbour(word.token(), word.distance()))
                    .toList());
        }
        return neighbours;
    }
}
