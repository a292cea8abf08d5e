package io.mien.ingest.detect;

import io.mien.pictures.FaceBox;
import io.mien.pictures.FaceLandmarks;
import org.jspecify.annotations.Nullable;

/**
 * A face in a picture.
 *
 * @param box in the picture's pixels; it may reach over the edge
 * @param score 0 to 1, or null if the detector gives none
 * @param landmarks in the picture's pixels, or null if the detector gives none
 */
public record Detection(
        FaceBox box, @Nullable Float score, @Nullable FaceLandmarks landmarks) {

    public Detection {
        if (!(box.width() > 0) || !(box.height() > 0)) {
            throw new IllegalArgumentException("box: " + box + " (expected: width and height more than 0)");
        }
    }
}
