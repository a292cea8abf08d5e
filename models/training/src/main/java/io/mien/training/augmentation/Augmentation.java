package io.mien.training.augmentation;

/** Which data set's way of changing training clips DFER-CLIP is trained with (the published code has one for each). */
public enum Augmentation {
    /** Nothing changes. */
    NONE,
    /** Brightness, a part of the picture, its mirror image. */
    DFEW,
    /** Up to four degrees of turn, a part of the picture, its mirror image. */
    FERV39K,
    /** A part of the picture, its mirror image. */
    MAFW
}
