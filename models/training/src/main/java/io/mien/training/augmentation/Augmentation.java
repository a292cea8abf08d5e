package io.mien.training.augmentation;

/** Names the data set whose way of changing training clips is used (DFER-CLIP's published code has one for each). */
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
