package io.mien.making.text;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * Prompts as the text Transformer takes them: every token as its embedding, without positions.
 *
 * @param width of a token's embedding
 * @param embedded for each prompt {@code [tokens, width]}, row-major, from the start token at least to the end token
 * @param ends for each prompt, where its end token is
 */
public record EmbeddedPrompts(int width, List<float[]> embedded, List<Integer> ends) {

    public EmbeddedPrompts {
        embedded = List.copyOf(embedded);
        ends = List.copyOf(ends);
        if (embedded.isEmpty() || embedded.size() != ends.size()) {
            throw new IllegalArgumentException(
                    "prompts: " + embedded.size() + " with " + ends.size() + " ends (expected: as many, at least one)");
        }
        for (int i = 0; i < ends.size(); i++) {
            int tokens = embedded.get(i).length / width;
            if (embedded.get(i).length % width != 0 || ends.get(i) < 1 || ends.get(i) >= tokens) {
                throw new IllegalArgumentException("prompt " + i + ": " + embedded.get(i).length
                        + " floats with the end at " + ends.get(i) + " (expected: whole tokens of " + width
                        + ", the end among them)");
            }
        }
    }

    /**
     * Embeds prompts.
     *
     * @param learned for each prompt its learned tokens, {@code [learned tokens, width]}, row-major; the same array where
     *     prompts share them
     */
    public static EmbeddedPrompts of(List<PromptLayout> layouts, TokenEmbedding words, List<float[]> learned) {
        int width = words.width();
        List<float[]> embedded = new ArrayList<>(layouts.size());
        for (int prompt = 0; prompt < layouts.size(); prompt++) {
            PromptLayout layout = layouts.get(prompt);
            float[] tokens = new float[layout.tokens().size() * width];
            for (int position = 0; position <= layout.end(); position++) {
                if (layout.isLearned(position)) {
                    int from = layout.learned().get(position) * width;
                    System.arraycopy(learned.get(prompt), from, tokens, position * width, width);
                } else {
                    float[] word = words.row(layout.tokens().get(position));
                    System.arraycopy(word, 0, tokens, position * width, width);
                }
            }
            embedded.add(tokens);
        }
        return new EmbeddedPrompts(
                width, embedded, layouts.stream().map(PromptLayout::end).toList());
    }

    /** Embeds prompts of words alone. */
    public static EmbeddedPrompts ofWords(List<PromptLayout> layouts, TokenEmbedding words) {
        return of(layouts, words, Collections.nCopies(layouts.size(), new float[0]));
    }

    /** How many. */
    public int size() {
        return ends.size();
    }

    /** Tokens up to the last end of all. */
    public int positions() {
        return 1 + Collections.max(ends);
    }
}
