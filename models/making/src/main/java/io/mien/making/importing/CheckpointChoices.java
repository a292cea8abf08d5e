package io.mien.making.importing;

import io.mien.making.checkpoint.Checkpoint;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.SortedMap;
import java.util.regex.Pattern;

/**
 * What a user says of a checkpoint that it does not say itself, or against what is done without a word.
 *
 * @param weights name of the entry to take where the file holds several; empty for the trained weights
 * @param ignored patterns of keys that are left out, with {@code *} for any characters and {@code ?} for one
 * @param lowRank file or folder of low-rank matrices that belong to it; empty if they are in the file, or there are none
 * @param lowRankAlpha what low-rank updates are multiplied with, times their rank; empty if a file says it
 */
public record CheckpointChoices(
        Optional<String> weights, List<String> ignored, Optional<Path> lowRank, OptionalDouble lowRankAlpha) {

    /** Nothing is said. */
    public static final CheckpointChoices NONE =
            new CheckpointChoices(Optional.empty(), List.of(), Optional.empty(), OptionalDouble.empty());

    public CheckpointChoices {
        ignored = List.copyOf(ignored);
    }

    /**
     * Opens the file, and what belongs to it.
     *
     * @throws io.mien.models.ModelException if either is refused
     */
    public Checkpoint open(Path file) {
        return lowRank.isEmpty()
                ? Checkpoint.open(file, weights)
                : Checkpoint.joined(() -> Checkpoint.open(file, weights), () -> Checkpoint.open(lowRank.get()));
    }

    /** Notes what was said in a manifest's options. */
    public void addTo(SortedMap<String, String> options) {
        weights.ifPresent(name -> options.put("weights", name));
        if (!ignored.isEmpty()) {
            options.put("ignore", String.join(" ", ignored));
        }
        lowRank.ifPresent(file -> options.put("low-rank", file.getFileName().toString()));
        lowRankAlpha.ifPresent(alpha -> options.put("low-rank-alpha", Double.toString(alpha)));
    }

    /** The pattern that leaves a key out. */
    Optional<String> ignoring(String key) {
        return ignored.stream()
                .filter(pattern -> expression(pattern).matcher(key).matches())
                .findFirst();
    }

    private static Pattern expression(String glob) {
        StringBuilder expression = new StringBuilder();
        glob.chars().forEach(c -> {
            switch (c) {
                case '*' -> expression.append(".*");
                case '?' -> expression.append('.');
                default -> expression.append(Pattern.quote(Character.toString(c)));
            }
        });
        return Pattern.compile(expression.toString());
    }
}
