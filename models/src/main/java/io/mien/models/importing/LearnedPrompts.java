package io.mien.models.importing;

import io.mien.models.LabelSet;
import io.mien.models.packages.ModelExplanation;
import io.mien.models.text.ContextPosition;
import io.mien.models.text.EmbeddedPrompts;
import io.mien.models.text.PromptLayout;
import io.mien.models.text.TokenEmbedding;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The prompts of a DFER-CLIP checkpoint, one a class, put together again.
 *
 * @param embedded for the text encoder
 * @param explanation what they consist of, and the words nearest to their learned tokens
 */
record LearnedPrompts(EmbeddedPrompts embedded, ModelExplanation explanation) {
    /** As many as CLIPER's authors look at. */
    private static final int NEAREST = 5;
    /** {@code X}, which stands for learned tokens in the published code. */
    private static final int PLACEHOLDER = 343;

    static LearnedPrompts of(DferClipWeights weights, LabelSet labels, ContextPosition position) {
        TokenEmbedding words = weights.words();
        int end = words.size() - 1;
        int start = end - 1;
        List<float[]> learned = weights.learnedTokens();
        List<PromptLayout> layouts = new ArrayList<>();
        for (int[] description : weights.descriptions(words)) {
            layouts.add(PromptLayout.withContext(
                    start, description, end, weights.size().contextTokens(), position, PLACEHOLDER));
        }
        return new LearnedPrompts(
                EmbeddedPrompts.of(layouts, words, learned), explanation(labels, layouts, learned, words));
    }

    private static ModelExplanation explanation(
            LabelSet labels, List<PromptLayout> layouts, List<float[]> learned, TokenEmbedding words) {
        List<ModelExplanation.Label> explained = new ArrayList<>();
        for (int label = 0; label < layouts.size(); label++) {
            PromptLayout layout = layouts.get(label);
            List<ModelExplanation.LearnedToken> tokens = new ArrayList<>();
            for (int place = 0; place <= layout.end(); place++) {
                if (layout.isLearned(place)) {
                    int from = layout.learned().get(place) * words.width();
                    float[] token = Arrays.copyOfRange(learned.get(label), from, from + words.width());
                    tokens.add(new ModelExplanation.LearnedToken(place, nearest(words, token)));
                }
            }
            explained.add(new ModelExplanation.Label(
                    labels.labels().get(label), List.of(new ModelExplanation.Prompt("", layout.tokens(), tokens))));
        }
        return ModelExplanation.of(explained);
    }

    private static List<ModelExplanation.Neighbour> nearest(TokenEmbedding words, float[] token) {
        return words.nearest(token, NEAREST).stream()
                .map(word -> new ModelExplanation.Neighbour(word.token(), word.distance()))
                .toList();
    }
}
