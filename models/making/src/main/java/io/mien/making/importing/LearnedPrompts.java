package io.mien.making.importing;

import io.mien.making.export.Explanations;
import io.mien.making.export.Explanations.ExplainedPrompt;
import io.mien.making.text.ContextPosition;
import io.mien.making.text.EmbeddedPrompts;
import io.mien.making.text.PromptLayout;
import io.mien.making.text.TokenEmbedding;
import io.mien.models.LabelSet;
import io.mien.models.packages.ModelExplanation;
import java.util.ArrayList;
import java.util.List;

/**
 * Puts the prompts of a DFER-CLIP checkpoint together again, one a class.
 *
 * @param embedded for the text encoder
 * @param explanation what they consist of, and the words nearest to their learned tokens
 */
record LearnedPrompts(EmbeddedPrompts embedded, ModelExplanation explanation) {
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
        List<ExplainedPrompt> explained = new ArrayList<>();
        for (int prompt = 0; prompt < layouts.size(); prompt++) {
            explained.add(new ExplainedPrompt("", layouts.get(prompt), learned.get(prompt)));
        }
        return new LearnedPrompts(
                EmbeddedPrompts.of(layouts, words, learned), Explanations.of(labels, explained, words));
    }
}
