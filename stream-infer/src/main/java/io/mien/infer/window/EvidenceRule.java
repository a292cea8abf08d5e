package io.mien.infer.window;

import java.io.Serializable;

/**
 * Says how much a window must hold for a reading to be made from it.
 *
 * @param minimumFrames cells that must have a frame of their own that shows the face as the model was made for it; with
 *     fewer the reading abstains; at least 1
 * @param toleratedPadding cells that may repeat a neighbour's frame, and cells that may show the face otherwise, before the
 *     reading is called degraded; at least 0
 */
public record EvidenceRule(int minimumFrames, int toleratedPadding) implements Serializable {
    private static final long serialVersionUID = 1L;

    /** Half of 16 cells, and a quarter of them. */
    public static final EvidenceRule DEFAULT = new EvidenceRule(8, 4);

    public EvidenceRule {
        if (minimumFrames < 1) {
            throw new IllegalArgumentException("minimum frames: " + minimumFrames + " (expected: at least 1)");
        }
        if (toleratedPadding < 0) {
            throw new IllegalArgumentException("tolerated padding: " + toleratedPadding + " (expected: at least 0)");
        }
    }
}
