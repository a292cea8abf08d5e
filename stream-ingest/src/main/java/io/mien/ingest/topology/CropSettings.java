package io.mien.ingest.topology;

import io.mien.ingest.picture.PictureEncoder;
import java.io.Serializable;

/**
 * Settings of how faces are cut out.
 *
 * @param margin added on each side, in widths and heights of the face's box, 0 to 2; a model needs some to turn the face
 *     or to cut it its own way
 * @param longestSide larger cuts are reduced to this, pixels, at least 32
 * @param encoder of the cut
 */
public record CropSettings(float margin, int longestSide, PictureEncoder encoder) implements Serializable {
    private static final long serialVersionUID = 1L;

    public CropSettings {
        if (!(margin >= 0 && margin <= 2)) {
            throw new IllegalArgumentException("crop margin: " + margin + " (expected: 0 to 2)");
        }
        if (longestSide < 32) {
            throw new IllegalArgumentException(
                    "crop's longest side: " + longestSide + " (expected: at least 32 pixels)");
        }
    }

    /** Half a box on each side, at most 384 pixels, JPEG of quality 95. */
    public static CropSettings defaults() {
        return new CropSettings(0.5f, 384, PictureEncoder.jpeg(95));
    }

    /** The same for cuts that are larger or smaller. */
    public CropSettings withLongestSide(int other) {
        return new CropSettings(margin, other, encoder);
    }
}
