package io.mien.infer.operator;

import io.mien.pictures.ImageLimits;
import java.io.Serializable;
import java.time.Duration;

/**
 * Limits of what a face frame may be.
 *
 * @param imageBytes of an encoded picture; at least 1
 * @param imagePixels width times height; at least 1
 * @param identifierLength characters of a stream's or a subject's id; at least 1
 * @param futureTolerance how far a frame's time may lie ahead of this machine's clock; at least 0
 */
public record GuardLimits(int imageBytes, long imagePixels, int identifierLength, Duration futureTolerance)
        implements Serializable {
    private static final long serialVersionUID = 1L;

    /** {@link ImageLimits#DEFAULT}, ids of 256 characters, one minute. */
    public static final GuardLimits DEFAULT =
            new GuardLimits(ImageLimits.DEFAULT.bytes(), ImageLimits.DEFAULT.pixels(), 256, Duration.ofMinutes(1));

    public GuardLimits {
        if (imageBytes < 1 || imagePixels < 1) {
            throw new IllegalArgumentException(
                    "image limits: " + imageBytes + " bytes, " + imagePixels + " pixels (expected: at least 1 each)");
        }
        if (identifierLength < 1) {
            throw new IllegalArgumentException("identifier length: " + identifierLength + " (expected: at least 1)");
        }
        if (futureTolerance.isNegative()) {
            throw new IllegalArgumentException("future tolerance: " + futureTolerance + " (expected: at least PT0S)");
        }
    }

    ImageLimits image() {
        return new ImageLimits(imageBytes, imagePixels);
    }
}
