package io.mien.cli.terminal;

import io.mien.making.text.Tokenizer;
import org.jspecify.annotations.Nullable;

/** Finds the words that token ids stand for. */
@FunctionalInterface
public interface Words {
    /** No vocabulary is at hand. */
    Words UNKNOWN = token -> null;

    /** The token's word, or null if it is not known. */
    @Nullable
    String of(int token);

    /** The words of a vocabulary; an id that it lacks has no word. */
    static Words of(Tokenizer tokenizer) {
        return token -> token >= 0 && token < tokenizer.size() ? tokenizer.word(token) : null;
    }

    /** The word as it is shown to people. */
    default String show(int token) {
        String word = of(token);
        return word == null ? "#" + token : word;
    }
}
