package io.mien.models.importing;

import io.mien.models.LabelSet;
import org.jspecify.annotations.Nullable;

/**
 * What a DFER-CLIP checkpoint does not say of itself.
 *
 * @param labels its classes in order; null for those of the published models, which their number tells: 7 or 11
 * @param position where its prompts' learned context stands
 * @param name of the package; null for one made from the family and the image encoder's size
 * @param version of the package; null for the first digits of the file's digest
 */
public record DferClipImport(
        @Nullable LabelSet labels,
        ContextPosition position,
        @Nullable String name,
        @Nullable String version) {

    /** As published. */
    public static DferClipImport defaults() {
        return new DferClipImport(null, ContextPosition.END, null, null);
    }

    public DferClipImport withLabels(LabelSet newLabels) {
        return new DferClipImport(newLabels, position, name, version);
    }

    public DferClipImport withPosition(ContextPosition newPosition) {
        return new DferClipImport(labels, newPosition, name, version);
    }
}
