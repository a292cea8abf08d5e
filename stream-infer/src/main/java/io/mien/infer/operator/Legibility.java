package io.mien.infer.operator;

import io.mien.pictures.FaceCut;
import io.mien.pictures.PreprocessingProfile;
import io.mien.pictures.Sharpness;
import io.mien.schemas.avro.Box;
import io.mien.schemas.avro.FaceFrame;
import java.util.Locale;
import java.util.Optional;

/**
 * Whether there is enough of a face in a frame to read anything from it. A model answers to whatever it is shown: of a
 * face of 21 pixels it says "disgust" as firmly as it says "happiness" of the same face in full. Safe for use by many
 * threads.
 */
final class Legibility {
    /** Models of larger pictures were trained on crops that were enlarged to them. */
    private static final int MOST_FOR_SMALLEST = 48;

    /** Below this the demonstration model's readings of filmed and rendered faces became others: docs/benchmarks.md. */
    private static final double LEAST_SHARPNESS = 0.03;

    /** A detector's box is hardly wider than tall, and a head's at most about half as tall again as wide. */
    private static final float WIDEST = 1.6f;

    private static final float TALLEST = 1.9f;

    private final PreprocessingProfile profile;
    private final int smallestFace;

    /**
     * @param profile of the model
     * @param smallestFace pixels of the shorter side; 0: by what the model's picture needs
     */
    Legibility(PreprocessingProfile profile, int smallestFace) {
        this.profile = profile;
        this.smallestFace = smallestFace == 0 ? Math.min(MOST_FOR_SMALLEST, profile.size() / 2) : smallestFace;
    }

    /**
     * Why the face cannot be read, in words.
     *
     * @param picture that the model is shown, {@code [size, size, 3] uint8}
     * @return empty if it can
     */
    Optional<String> doubt(FaceFrame frame, byte[] picture) {
        return place(frame).or(() -> size(frame)).or(() -> sharpness(picture));
    }

    /** A whole tile is no face: whoever sends one has to say where in it the face is. */
    private Optional<String> place(FaceFrame frame) {
        if (frame.getLandmarks() != null || profile.cut() instanceof FaceCut.WholeImage) {
            return Optional.empty();
        }
        Box box = frame.getFaceBox();
        if (box == null) {
            return Optional.of("no face_box and no landmarks (expected: where the face is in the image; if the image is"
                    + " the face and no more, a box of its size)");
        }
        float ratio = box.getHeight() / box.getWidth();
        return ratio > TALLEST || 1 / ratio > WIDEST
                ? Optional.of(String.format(
                        Locale.ROOT,
                        "face_box of %.0f x %.0f pixels without landmarks (expected: from the forehead to the chin, about"
                                + " as wide as tall)",
                        box.getWidth(),
                        box.getHeight()))
                : Optional.empty();
    }

    private Optional<String> size(FaceFrame frame) {
        Box box = profile.cut() instanceof FaceCut.WholeImage ? null : frame.getFaceBox();
        float side =
                box == null ? Math.min(frame.getWidth(), frame.getHeight()) : Math.min(box.getWidth(), box.getHeight());
        return side < smallestFace
                ? Optional.of(String.format(
                        Locale.ROOT, "face too small: %.0f pixels (expected: at least %d)", side, smallestFace))
                : Optional.empty();
    }

    private Optional<String> sharpness(byte[] picture) {
        double sharpness = Sharpness.of(picture, profile.size());
        return sharpness < LEAST_SHARPNESS
                ? Optional.of(String.format(
                        Locale.ROOT,
                        "face blurred: sharpness %.3f (expected: at least %.3f)",
                        sharpness,
                        LEAST_SHARPNESS))
                : Optional.empty();
    }
}
