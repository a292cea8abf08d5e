package io.mien.making.importing;

import io.mien.making.text.ContextPosition;
import io.mien.models.LabelSet;
import io.mien.models.ModelException;
import java.util.List;
import java.util.Optional;

/**
 * Options for what a DFER-CLIP checkpoint does not say of itself.
 *
 * @param labels its classes in order; empty for those of the published models, which their number tells: 7 or 11
 * @param position where its prompts' learned tokens stand
 */
public record DferClipImport(Optional<LabelSet> labels, ContextPosition position) {
    private static final List<LabelSet> PUBLISHED = List.of(LabelSet.DFEW_7, LabelSet.MAFW_11);

    /** The options of the published models. */
    public static DferClipImport defaults() {
        return new DferClipImport(Optional.empty(), ContextPosition.END);
    }

    /** The same for classes of these labels. */
    public DferClipImport withLabels(LabelSet newLabels) {
        return new DferClipImport(Optional.of(newLabels), position);
    }

    /** The same with the learned tokens elsewhere. */
    public DferClipImport withPosition(ContextPosition newPosition) {
        return new DferClipImport(labels, newPosition);
    }

    /**
     * The labels for a checkpoint of so many classes.
     *
     * @throws ModelException if those that were given are not as many, or none were and no published model has as many
     */
    public LabelSet labelsFor(int classes) {
        LabelSet fitting = labels.or(() -> PUBLISHED.stream()
                        .filter(published -> published.labels().size() == classes)
                        .findFirst())
                .orElseThrow(() -> new ModelException("the checkpoint has " + classes
                        + " classes, and no published model has as many (expected: a label set for them)"));
        if (fitting.labels().size() != classes) {
            throw new ModelException("label set " + fitting.name() + ": "
                    + fitting.labels().size() + " labels (expected: " + classes + ", as the checkpoint has classes)");
        }
        return fitting;
    }
}
