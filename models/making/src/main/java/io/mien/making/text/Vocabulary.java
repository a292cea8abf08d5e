package io.mien.making.text;

import io.mien.models.ModelException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The pieces that words are made of, and the order in which neighbours are merged into them (Sennrich et al. 2016, section
 * 3.2).
 */
final class Vocabulary {
    /** What the last piece of a word ends in. */
    static final String END_OF_WORD = "</w>";

    static final String START = "<|startoftext|>";
    static final String END = "<|endoftext|>";

    private final Map<String, Integer> ids;
    private final Map<Pair, Integer> ranks;
    private final List<@Nullable String> pieces;
    private final int start;
    private final int end;

    /** Two neighbours. */
    record Pair(String left, String right) {}

    /**
     * A vocabulary.
     *
     * @param source names it in messages
     * @param ids of pieces, {@link #START} and {@link #END} among them
     * @param merges the earliest first
     * @throws ModelException if a byte, a merged piece or a special token has no id
     */
    Vocabulary(String source, Map<String, Integer> ids, List<Pair> merges) {
        this.ids = Map.copyOf(ids);
        this.ranks = new HashMap<>();
        for (Pair merge : merges) {
            ranks.putIfAbsent(merge, ranks.size());
            require(source, merge.left + merge.right);
        }
        for (String letter : ByteAlphabet.letters()) {
            require(source, letter);
            require(source, letter + END_OF_WORD);
        }
        this.start = require(source, START);
        this.end = require(source, END);
        this.pieces = new ArrayList<>(Collections.nCopies(size(source, ids), null));
        ids.forEach((piece, id) -> pieces.set(id, piece));
    }

    int start() {
        return start;
    }

    int end() {
        return end;
    }

    /** How many ids there are, unused ones included. */
    int size() {
        return pieces.size();
    }

    /** The piece of an id; null for one that is not used. */
    @Nullable
    String piece(int id) {
        return pieces.get(id);
    }

    /** The ids of a word spelt in the {@linkplain ByteAlphabet byte alphabet}, which is not empty. */
    List<Integer> idsOf(String word) {
        List<String> parts = new ArrayList<>(word.length());
        for (int i = 0; i < word.length(); i++) {
            parts.add(word.substring(i, i + 1) + (i == word.length() - 1 ? END_OF_WORD : ""));
        }
        for (Pair earliest = earliestMerge(parts); earliest != null; earliest = earliestMerge(parts)) {
            parts = merge(parts, earliest);
        }
        return parts.stream().map(part -> Objects.requireNonNull(ids.get(part))).toList();
    }

    private @Nullable Pair earliestMerge(List<String> parts) {
        Pair earliest = null;
        int lowest = Integer.MAX_VALUE;
        for (int i = 0; i + 1 < parts.size(); i++) {
            Pair pair = new Pair(parts.get(i), parts.get(i + 1));
            int rank = ranks.getOrDefault(pair, Integer.MAX_VALUE);
            if (rank < lowest) {
                lowest = rank;
                earliest = pair;
            }
        }
        return earliest;
    }

    /** Every occurrence, from the left. */
    private static List<String> merge(List<String> parts, Pair pair) {
        List<String> merged = new ArrayList<>(parts.size());
        for (int i = 0; i < parts.size(); i++) {
            boolean found = i + 1 < parts.size()
                    && parts.get(i).equals(pair.left)
                    && parts.get(i + 1).equals(pair.right);
            merged.add(found ? pair.left + pair.right : parts.get(i));
            if (found) {
                i++;
            }
        }
        return merged;
    }

    private int require(String source, String piece) {
        Integer id = ids.get(piece);
        if (id == null) {
            throw new ModelException(
                    "vocabulary " + source + ": no id for \"" + piece + "\" (expected: CLIP's vocabulary, complete)");
        }
        return id;
    }

    private static int size(String source, Map<String, Integer> ids) {
        int largest = Collections.max(ids.values());
        int smallest = Collections.min(ids.values());
        // Ids index a list: holes are allowed, a list of a billion entries for one lying id is not.
        if (smallest < 0
                || largest >= 2 * ids.size()
                || ids.values().stream().distinct().count() != ids.size()) {
            throw new ModelException("vocabulary " + source + ": ids " + smallest + " to " + largest + " for "
                    + ids.size() + " pieces (expected: each its own, from 0, few left out)");
        }
        return largest + 1;
    }
}
