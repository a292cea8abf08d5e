package io.mien.making.text;

import java.util.ArrayList;
import java.util.List;

/** CLIPER's sentence, "an ID photo of X X X X.", in which learned tokens replace the placeholders. */
public final class CliperTemplate {
    /** Ids from the start token to the word before the learned ones. */
    public static final List<Integer> BEFORE = List.of(49406, 550, 1014, 1125, 539);

    /** Ids behind the learned tokens, the end token being the last. */
    public static final List<Integer> AFTER = List.of(269, 49407);

    private static final int PLACEHOLDER = 343;

    private CliperTemplate() {}

    /** The sentence with so many learned tokens. */
    public static PromptLayout layout(int learnedTokens) {
        List<Integer> tokens = new ArrayList<>(BEFORE);
        for (int token = 0; token < learnedTokens; token++) {
            tokens.add(PLACEHOLDER);
        }
        tokens.addAll(AFTER);
        return PromptLayout.template(tokens, BEFORE.size(), learnedTokens);
    }
}
