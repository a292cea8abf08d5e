package io.mien.training.augmentation;

import io.mien.pictures.RgbImage;
import java.util.List;
import java.util.SplittableRandom;

/**
 * Prepares the pictures of a training clip for the network and changes them at random. All pictures of the clip change
 * alike, so only the face moves between them. Safe for use by many threads.
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
