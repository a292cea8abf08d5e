package io.mien.training.published;

import io.mien.evaluation.ClipList;
import io.mien.models.ModelException;
import io.mien.models.SourceFile;
import io.mien.training.engine.Selection;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * The clips that a run learns from, and those that it is scored on.
 *
 * @param training clips that are learned from
 * @param validation clips that are scored after every epoch; empty to hold back none
 * @param sources the lists' files
 * @param options how clips were divided, for the package: {@code hold-out-subjects=0.2}
 */
public record ListedData(
        ClipList training, Optional<ClipList> validation, List<SourceFile> sources, SortedMap<String, String> options) {
    private static final int DIGITS = 12;

    public ListedData {
        sources = List.copyOf(sources);
        options = new TreeMap<>(options);
    }

    /**
     * The same clips with labels that are indices into these.
     *
     * @throws ModelException if a label is none of them, or the selection has nothing to select by
     */
    ListedData withLabels(List<String> labels, Selection selection) {
        if (validation.isEmpty() && selection != Selection.LAST) {
            throw new ModelException("selection " + selection
                    + ": no clips to select an epoch by (expected: a validation list, subjects held out, or LAST)");
        }
        return new ListedData(
                training.withLabels(labels), validation.map(list -> list.withLabels(labels)), sources, options);
    }

    /** All of it that a result depends on, in words; not where the clips are on this machine. */
    String describe() {
        return training.clips().size() + " clips, "
                + validation.map(list -> list.clips().size()).orElse(0) + " held back, " + describe(sources)
                + (options.isEmpty() ? "" : ", " + options);
    }

    /** An option's value as the command line writes it: {@code best-war}. */
    static String word(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    static String describe(List<SourceFile> sources) {
        return sources.stream()
                .map(source -> source.role() + " " + source.file() + " "
                        + source.sha256().substring(0, DIGITS))
                .collect(Collectors.joining(", "));
    }
}
