package io.mien.making.importing;

import io.mien.making.text.ContextPosition;
import io.mien.models.LabelSet;
import io.mien.models.ModelException;
import java.util.List;
import java.util.Optional;

/**
 * What a DFER-CLIP checkpoint does not say of itself.
 *
 * @param labels its classes in order; empty for those of the published models, which their number tells: 7 or 11
 * @param position where its prompts' learned tokens stand
 * @param name of the package; empty for one made from the family and the image encoder's size
 * @param version of the package; empty for the first digits of the file's digest
 * @param choices what else a user says of the file
 */
public record DferClipImport(
        Optional<LabelSet> labels,
        ContextPosition position,
        Optional<String> name,
        Optional<String> version,
        CheckpointChoices choices) {
    private static final List<LabelSet> PUBLISHED = List.of(LabelSet.DFEW_7, LabelSet.MAFW_11);

    /** As published. */
    public static DferClipImport defaults() {
        return new DferClipImport(
                Optional.empty(), ContextPosition.END, Optional.empty(), Optional.empty(), CheckpointChoices.NONE);
    }

    public DferClipImport withLabels(LabelSet newLabels) {
        return new DferClipImport(Optional.of(newLabels), position, name, version, choices);
    }

    public DferClipImport withPosition(ContextPosition newPosition) {
        return new DferClipImport(labels, newPosition, name, version, choices);
    }

    public DferClipImport withName(String newName) {
        return new DferClipImport(labels, position, Optional.of(newName), version, choices);
    }

    public DferClipImport withVersion(String newVersion) {
        return new DferClipImport(labels, position, name, Optional.of(newVersion), choices);
    }

    public DferClipImport withChoices(CheckpointChoices newChoices) {
        return new DferClipImport(labels, position, name, version, newChoices);
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
