package io.mien.making.text;

import io.mien.models.ModelException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * CLIP's tokenizer: byte pair encoding of lower-cased words (Radford et al. 2021, section 2.4), equal to OpenAI's to the id.
 * Immutable; any number of threads may use one.
 */
public final class Tokenizer {
    /** Tokens in CLIP's context, start and end included. */
    public static final int CLIP_CONTEXT = 77;

    /** After lower-casing and with single spaces only. The order matters: what fits first is taken. */
    private static final Pattern WORD = Pattern.compile(
            "<\\|startoftext\\|>|<\\|endoftext\\|>|'s|'t|'re|'ve|'m|'ll|'d|\\p{L}+|\\p{N}|[^ \\p{L}\\p{N}]+",
            Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CASE);

    private final Vocabulary vocabulary;

    private Tokenizer(Vocabulary vocabulary) {
        this.vocabulary = vocabulary;
    }

    /**
     * Opens a vocabulary.
     *
     * @param vocabulary OpenAI's {@code bpe_simple_vocab_16e6.txt.gz}; or Hugging Face's {@code tokenizer.json}, its
     *     {@code vocab.json} with {@code merges.txt} beside it, or the folder they are in
     * @throws ModelException if it cannot be read or is no vocabulary of CLIP
     */
    public static Tokenizer open(Path vocabulary) {
        return new Tokenizer(VocabularyFile.read(vocabulary));
    }

    /** How many ids there are. */
    public int size() {
        return vocabulary.size();
    }

    /** The id that a prompt begins with. */
    public int start() {
        return vocabulary.start();
    }

    /** The id that a prompt ends with. */
    public int end() {
        return vocabulary.end();
    }

    /**
     * The ids of a text, without start and end.
     *
     * @throws ModelException if the text looks as if it had been decoded with the wrong encoding
     */
    public int[] encode(String text) {
        List<Integer> ids = new ArrayList<>();
        Matcher word = WORD.matcher(TextRepair.repair(text));
        while (word.find()) {
            switch (word.group()) {
                case Vocabulary.START -> ids.add(vocabulary.start());
                case Vocabulary.END -> ids.add(vocabulary.end());
                default -> ids.addAll(vocabulary.idsOf(ByteAlphabet.spell(word.group())));
            }
        }
        return ids.stream().mapToInt(Integer::intValue).toArray();
    }

    /**
     * A prompt: start, the text's ids, end, and zeros up to the context's length.
     *
     * @throws ModelException if it is longer than the context; nothing is cut off
     */
    public int[] tokenize(String text, int contextLength) {
        int[] ids = encode(text);
        if (ids.length + 2 > contextLength) {
            throw new ModelException("text \"" + (text.length() > 60 ? text.substring(0, 60) + "…" : text) + "\": "
                    + ids.length + " tokens (expected: at most " + (contextLength - 2) + ", without start and end)");
        }
        return prompt(ids, ids.length, contextLength);
    }

    /** The same, with what does not fit cut off before the end, as Exp-CLIP's evaluation does. */
    public int[] tokenizeTruncated(String text, int contextLength) {
        int[] ids = encode(text);
        return prompt(ids, Math.min(ids.length, contextLength - 2), contextLength);
    }

    /**
     * What an id stands for, to show to people. A piece that does not end a word ends in {@code …}.
     *
     * @throws IllegalArgumentException if there is no such id
     */
    public String word(int id) {
        String piece = id < 0 || id >= size() ? null : vocabulary.piece(id);
        if (piece == null) {
            throw new IllegalArgumentException(
                    "token: " + id + " (expected: an id of the vocabulary's " + size() + ")");
        }
        if (id == vocabulary.start() || id == vocabulary.end()) {
            return piece;
        }
        return piece.endsWith(Vocabulary.END_OF_WORD)
                ? ByteAlphabet.read(piece.substring(0, piece.length() - Vocabulary.END_OF_WORD.length()))
                : ByteAlphabet.read(piece) + "…";
    }

    private int[] prompt(int[] ids, int count, int contextLength) {
        int[] prompt = new int[contextLength];
        prompt[0] = vocabulary.start();
        System.arraycopy(ids, 0, prompt, 1, count);
        prompt[count + 1] = vocabulary.end();
        return prompt;
    }
}
