package io.mien.making.build;

import io.mien.models.SourceFile;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Tells where a package came from, beside the files that it is built of.
 *
 * @param name of the package; empty for one made from the family and the image encoder's size
 * @param version of the package; empty for the first digits of the files' digests
 * @param weights where the weights came from, in words; empty for the family's
 * @param sources further files, for example the lists that a model was trained on
 * @param options what was chosen on the way, for example {@code seed=1}
 */
public record Provenance(
        Optional<String> name,
        Optional<String> version,
        Optional<String> weights,
        List<SourceFile> sources,
        SortedMap<String, String> options) {

    /** Nothing to add. */
    public static final Provenance NONE =
            new Provenance(Optional.empty(), Optional.empty(), Optional.empty(), List.of(), new TreeMap<>());

    public Provenance {
        sources = List.copyOf(sources);
        options = new TreeMap<>(options);
    }
}
