package io.mien.making.build;

import io.mien.making.labels.LabelDescriptions;
import io.mien.making.network.Activation;
import io.mien.models.LabelSet;
import java.nio.file.Path;

/** The parts that a package of one of CLIP's families is built of. */
public sealed interface FamilyRequest {

    /** A checkpoint with CLIP's weights, in any layout that Mien knows. */
    Path clip();

    /** The activation that CLIP was trained with; the file does not say. */
    Activation activation();

    /**
     * CLIP itself, zero-shot: the prompts define the labels.
     *
     * @param labels with templates or descriptions
     * @param vocabulary of CLIP's tokenizer
     */
    record Clip(Path clip, LabelDescriptions labels, Path vocabulary, Activation activation) implements FamilyRequest {}

    /**
     * Exp-CLIP (Zhao et al., WACV 2025): CLIP with a head that was trained on expressions, on both sides.
     *
     * @param head the published file: one matrix
     * @param labels with templates or descriptions
     * @param vocabulary of CLIP's tokenizer
     */
    record ExpClip(Path clip, Path head, LabelDescriptions labels, Path vocabulary, Activation activation)
            implements FamilyRequest {}

    /**
     * CLIPER (Li et al., ICME 2024): CLIP with several learned descriptors a label. It needs no vocabulary, because the
     * descriptors' template is part of the method.
     *
     * @param clip with the image encoder that was trained along, if it was
     * @param descriptors the learned tokens, a label's own side by side
     * @param labels in the order that the descriptors were trained with
     */
    record Cliper(Path clip, Path descriptors, LabelSet labels, Activation activation) implements FamilyRequest {}
}
