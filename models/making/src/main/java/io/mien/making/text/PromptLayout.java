package io.mien.making.text;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;

/**
 * The order of a prompt's tokens: words of the vocabulary, and tokens that were learned.
 *
 * @param tokens from start to end: ids; of a learned token the placeholder's, which has no effect
 * @param learned for each token the number of the learned token that replaces it, or -1
 */
public record PromptLayout(List<Integer> tokens, List<Integer> learned) {
    private static final int WORD = -1;

    public PromptLayout {
        tokens = List.copyOf(tokens);
        learned = List.copyOf(learned);
        if (tokens.size() < 2 || tokens.size() != learned.size()) {
            throw new IllegalArgumentException("prompt: " + tokens.size() + " tokens, " + learned.size()
                    + " marks (expected: as many, at least start and end)");
        }
    }

    /** A prompt of words alone, as {@link Tokenizer#tokenize} gives it: what follows the end is left out. */
    public static PromptLayout ofWords(Tokenizer tokenizer, int[] prompt) {
        List<Integer> tokens = new ArrayList<>();
        for (int token : prompt) {
            tokens.add(token);
            if (token == tokenizer.end()) {
                break;
            }
        }
        return new PromptLayout(tokens, Collections.nCopies(tokens.size(), WORD));
    }

    /**
     * A prompt with learned context: {@code [start, context and description in their order, end]}.
     *
     * @param start id of the start token
     * @param description its ids
     * @param end id of the end token
     * @param contextTokens how many learned tokens
     * @param placeholder the id that stands for a learned token
     */
    public static PromptLayout withContext(
            int start, int[] description, int end, int contextTokens, ContextPosition position, int placeholder) {
        List<Integer> tokens = new ArrayList<>();
        List<Integer> learned = new ArrayList<>();
        int before = position.before(contextTokens);
        tokens.add(start);
        learned.add(WORD);
        for (int context = 0; context < before; context++) {
            tokens.add(placeholder);
            learned.add(context);
        }
        Arrays.stream(description).forEach(tokens::add);
        learned.addAll(Collections.nCopies(description.length, WORD));
        for (int context = before; context < contextTokens; context++) {
            tokens.add(placeholder);
            learned.add(context);
        }
        tokens.add(end);
        learned.add(WORD);
        return new PromptLayout(tokens, learned);
    }

    /**
     * A template some of whose tokens were replaced by learned ones, one after the other.
     *
     * @param template from start to end
     * @param first position of the first learned token
     */
    public static PromptLayout template(List<Integer> template, int first, int learnedTokens) {
        List<Integer> learned = new ArrayList<>(Collections.nCopies(template.size(), WORD));
        for (int token = 0; token < learnedTokens; token++) {
            learned.set(first + token, token);
        }
        return new PromptLayout(template, learned);
    }

    /** Where the end token is; the prompt's length less one. */
    public int end() {
        return tokens.size() - 1;
    }

    /** Whether the token at a position was learned. */
    public boolean isLearned(int position) {
        return learned.get(position) != WORD;
    }
}
