package io.mien.dashboard.history;

import io.mien.schemas.avro.ExpressionReading;
import java.util.List;

/** What readings of one block have in common. */
record BlockKind(List<String> labels, HeldModel model) {
    BlockKind {
        labels = List.copyOf(labels);
    }

    static BlockKind of(ExpressionReading reading) {
        return new BlockKind(
                reading.getLabelSet().getLabels(),
                new HeldModel(
                        reading.getModel().getName(),
                        reading.getModel().getVersion(),
                        reading.getModel().getSavedModelDigest()));
    }
}
