package io.mien.training.augmentation;

import io.mien.pictures.RgbImage;
import java.util.List;
import java.util.SplittableRandom;

/**
 * Makes a training clip's pictures what the network takes, changed at random: all pictures of the clip alike, so that what
 * moves between them is the face alone. Safe for use by many threads.
 */
public interface ClipAugmentation {

    /**
     * Draws the changes and makes them.
     *
     * @param frames of one clip, faces already
     * @return {@code [size, size, 3] uint8} each
     */
    List<byte[]> apply(List<RgbImage> frames, SplittableRandom random);
}
