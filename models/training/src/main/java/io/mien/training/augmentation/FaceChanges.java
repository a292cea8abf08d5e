package io.mien.training.augmentation;

/** How rendered faces are changed while a small model learns from them. */
public enum FaceChanges {
    /** The crop, colours, light from one side, detail, something in front of the face, noise. */
    HEAVY,
    /** The same, and what cameras and streams do: uneven light, sharpened edges, filters, a video's blocks. */
    STYLED;

    /** The amounts. */
    public FaceAugmentation.Settings settings() {
        return switch (this) {
            case HEAVY -> FaceAugmentation.Settings.HEAVY;
            case STYLED -> FaceAugmentation.Settings.STYLED;
        };
    }
}
