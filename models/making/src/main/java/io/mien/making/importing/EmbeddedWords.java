package io.mien.making.importing;

import io.mien.making.text.TokenEmbedding;
import io.mien.models.ModelException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Finds the words that embeddings belong to: rows of the table, bit for bit. */
final class EmbeddedWords {
    private final TokenEmbedding words;
    private final Map<Integer, List<Integer>> tokensByHash = new HashMap<>();

    EmbeddedWords(TokenEmbedding words) {
        this.words = words;
        for (int token = 0; token < words.size(); token++) {
            tokensByHash
                    .computeIfAbsent(Arrays.hashCode(words.row(token)), hash -> new ArrayList<>(1))
                    .add(token);
        }
    }

    /** Id of the token that every prompt ends with: CLIP's last one. */
    int end() {
        return words.size() - 1;
    }

    /**
     * The words before the end token.
     *
     * @param embedded {@code [tokens, width]}, row-major
     * @throws ModelException if there is no end, or a word before it is not in the table
     */
    int[] upToEnd(float[] embedded) {
        int width = words.width();
        float[] end = words.row(end());
        List<Integer> tokens = new ArrayList<>();
        for (int at = 0; at < embedded.length; at += width) {
            float[] row = Arrays.copyOfRange(embedded, at, at + width);
            if (Arrays.equals(row, end)) {
                return tokens.stream().mapToInt(Integer::intValue).toArray();
            }
            tokens.add(find(row, tokens.size()));
        }
        throw new ModelException(
                "no end of text among its " + tokens.size() + " tokens (expected: the embedding of token " + end()
                        + " of clip_model_." + ClipKeys.TOKEN_EMBEDDING + ")");
    }

    private int find(float[] row, int position) {
        for (int token : tokensByHash.getOrDefault(Arrays.hashCode(row), List.of())) {
            if (Arrays.equals(row, words.row(token))) {
                return token;
            }
        }
        throw new ModelException("token " + position + " is in no row of clip_model_." + ClipKeys.TOKEN_EMBEDDING
                + " (expected: the table that the prompts were embedded with)");
    }
}
