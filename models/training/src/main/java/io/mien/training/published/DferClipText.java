package io.mien.training.published;

import io.mien.making.export.Explanations;
import io.mien.making.export.Explanations.ExplainedPrompt;
import io.mien.making.export.TextFeatures;
import io.mien.making.labels.LabelDescriptions;
import io.mien.making.network.PromptLearner;
import io.mien.making.network.TextTransformer;
import io.mien.making.network.WeightSource;
import io.mien.making.text.ContextPosition;
import io.mien.making.text.EmbeddedPrompts;
import io.mien.making.text.PromptLayout;
import io.mien.making.text.TokenEmbedding;
import io.mien.making.text.Tokenizer;
import io.mien.models.LabelSet;
import io.mien.models.ModelException;
import io.mien.models.packages.ModelExplanation;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The text side of a training of DFER-CLIP: the classes' prompts, and the table that words are embedded with.
 *
 * @param transformer the text encoder, which stands still
 * @param words the table
 * @param texts of the prompts, one a class; empty ones where only their tokens are known
 * @param layouts of the prompts: learned tokens first, then the words
 * @param contextTokens learned tokens in each
 */
record DferClipText(
        TextTransformer transformer,
        TokenEmbedding words,
        List<String> texts,
        List<PromptLayout> layouts,
        int contextTokens) {
    /** {@code X}, which stands for learned tokens in the published code. */
    private static final int PLACEHOLDER = 343;

    DferClipText {
        texts = List.copyOf(texts);
        layouts = List.copyOf(layouts);
    }

    /** Prompts of labels' descriptions. */
    static DferClipText of(
            TextTransformer transformer,
            TokenEmbedding words,
            Tokenizer tokenizer,
            LabelDescriptions labels,
            int contextTokens) {
        if (tokenizer.size() > words.size()) {
            throw new ModelException("vocabulary: " + tokenizer.size() + " ids (expected: at most " + words.size()
                    + ", as many as the text encoder has embeddings)");
        }
        List<String> texts = new ArrayList<>();
        List<PromptLayout> layouts = new ArrayList<>();
        for (List<String> prompts : labels.prompts()) {
            if (prompts.size() != 1) {
                throw new ModelException("label set " + labels.name() + ": " + prompts.size()
                        + " prompts a label (expected: one, which the learned tokens stand before)");
            }
            String text = prompts.get(0);
            PromptLayout layout = layout(tokenizer.start(), tokenizer.encode(text), tokenizer.end(), contextTokens);
            if (layout.end() >= transformer.size().context()) {
                throw new ModelException("label set " + labels.name() + ": \"" + text + "\" has "
                        + (layout.end() + 1) + " tokens with the learned ones (expected: at most "
                        + transformer.size().context() + ")");
            }
            texts.add(text);
            layouts.add(layout);
        }
        return new DferClipText(transformer, words, texts, layouts, contextTokens);
    }

    static PromptLayout layout(int start, int[] description, int end, int contextTokens) {
        return PromptLayout.withContext(start, description, end, contextTokens, ContextPosition.END, PLACEHOLDER);
    }

    PromptLearner learner() {
        return new PromptLearner(
                transformer, layouts.stream().map(PromptLayout::end).toList(), contextTokens, DferClipRecipe.PROMPTS);
    }

    /** {@code [classes, 1, width]}: the start tokens' embeddings. */
    float[] prefix() {
        return embedded(0, 1);
    }

    /** {@code [classes, context - 1 - contextTokens, width]}: what follows the learned tokens, filled up with token 0. */
    float[] suffix() {
        return embedded(1 + contextTokens, transformer.size().context());
    }

    private float[] embedded(int from, int to) {
        int width = words.width();
        float[] values = new float[layouts.size() * (to - from) * width];
        int at = 0;
        for (PromptLayout layout : layouts) {
            for (int position = from; position < to; position++) {
                int token = position <= layout.end() ? layout.tokens().get(position) : 0;
                System.arraycopy(words.row(token), 0, values, at, width);
                at += width;
            }
        }
        return values;
    }

    /**
     * The classes' features that a package keeps.
     *
     * @param weights as they were trained
     */
    float[] classFeatures(WeightSource weights) {
        return TextFeatures.compute(transformer, weights, EmbeddedPrompts.of(layouts, words, learned(weights)));
    }

    ModelExplanation explanation(LabelSet labels, WeightSource weights) {
        List<float[]> learned = learned(weights);
        List<ExplainedPrompt> prompts = new ArrayList<>();
        for (int prompt = 0; prompt < layouts.size(); prompt++) {
            prompts.add(new ExplainedPrompt(texts.get(prompt), layouts.get(prompt), learned.get(prompt)));
        }
        return Explanations.of(labels, prompts, words);
    }

    private List<float[]> learned(WeightSource weights) {
        int width = words.width();
        float[] all = weights.read(DferClipRecipe.PROMPTS + "ctx", layouts.size(), contextTokens, width);
        List<float[]> learned = new ArrayList<>();
        for (int from = 0; from < all.length; from += contextTokens * width) {
            learned.add(Arrays.copyOfRange(all, from, from + contextTokens * width));
        }
        return learned;
    }
}
