package io.mien.ingest.detect;

import java.io.Serializable;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * Says which detector finds the faces, and how it does so.
 *
 * @param model YuNet's ONNX file, or null for the cascade that comes with OpenCV
 * @param longestSide pictures are reduced to this before detection, pixels, 32 to 4096; the time taken grows with its
 *     square
 * @param scoreThreshold 0 to 1; what YuNet finds with a lower score is no face. The cascade has no scores
 * @param smallestFace relative to the picture's shorter side, 0 to 1; smaller faces are not reported
 */
public record DetectorSettings(@Nullable String model, int longestSide, float scoreThreshold, float smallestFace)
        implements Serializable {
    private static final long serialVersionUID = 1L;

    public DetectorSettings {
        if (longestSide < 32 || longestSide > 4096) {
            throw new IllegalArgumentException("detector's longest side: " + longestSide + " (expected: 32 to 4096)");
        }
        if (!(scoreThreshold >= 0 && scoreThreshold <= 1)) {
            throw new IllegalArgumentException("detector's score threshold: " + scoreThreshold + " (expected: 0 to 1)");
        }
        if (!(smallestFace >= 0 && smallestFace < 1)) {
            throw new IllegalArgumentException("smallest face: " + smallestFace + " (expected: 0 to less than 1)");
        }
    }

    /**
     * The cascade, for faces of at least a seventh of the picture. Its time is the larger part of a frame's, so pictures
     * are reduced further than for YuNet.
     */
    public static DetectorSettings cascade() {
        return new DetectorSettings(null, 240, 0.7f, 0.15f);
    }

    /** YuNet from a file, with settings for faces of at least a fiftieth of the picture. */
    public static DetectorSettings yuNet(Path model) {
        return new DetectorSettings(model.toString(), 640, 0.7f, 0.02f);
    }

    /**
     * Makes a detector; the caller closes it.
     *
     * @throws FaceDetectorException if the model's file is missing or is none
     */
    public FaceDetector open() {
        return model == null ? new CascadeDetector(this) : new YuNetDetector(this, Path.of(model));
    }
}
