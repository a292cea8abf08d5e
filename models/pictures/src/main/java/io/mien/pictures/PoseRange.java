package io.mien.pictures;

import java.io.Serializable;
import java.util.Locale;
import java.util.Optional;

/**
 * How far a head may be turned and tilted for a model that was not trained on more. The pose is estimated from five
 * landmarks, so nothing is known of a face without them.
 *
 * @param yaw to either side, degrees, more than 0 to 180
 * @param roll to either side, degrees, more than 0 to 180
 */
public record PoseRange(double yaw, double roll) implements Serializable {
    private static final long serialVersionUID = 1L;

    /** No limit. */
    public static final PoseRange ANY = new PoseRange(180, 180);

    /**
     * How far the nose's tip lies beside the middle of the eyes, in distances between the eyes, by the tangent of the yaw: of
     * the mean face of ICT-FaceKit seen from its distance of 60 cm.
     */
    private static final double NOSE = 0.79;

    public PoseRange {
        requireAngle("yaw", yaw);
        requireAngle("roll", roll);
    }

    private static void requireAngle(String name, double degrees) {
        if (!(degrees > 0 && degrees <= 180)) {
            throw new IllegalArgumentException(name + ": " + degrees + " (expected: more than 0 to 180 degrees)");
        }
    }

    /**
     * Says in words why a face is outside the range.
     *
     * @return empty if it is inside, or if its landmarks tell nothing
     */
    public Optional<String> refusal(FaceLandmarks face) {
        if (equals(ANY)) {
            return Optional.empty();
        }
        double acrossX = face.rightEyeX() - face.leftEyeX();
        double acrossY = face.rightEyeY() - face.leftEyeY();
        double distance = acrossX * acrossX + acrossY * acrossY;
        if (!(distance > 0)) {
            return Optional.empty();
        }
        double noseX = face.noseTipX() - (face.leftEyeX() + face.rightEyeX()) / 2.0;
        double noseY = face.noseTipY() - (face.leftEyeY() + face.rightEyeY()) / 2.0;
        double turned = Math.toDegrees(Math.atan(Math.abs(noseX * acrossX + noseY * acrossY) / distance / NOSE));
        double tilted = Math.abs(Math.toDegrees(Math.atan2(acrossY, acrossX)));
        if (turned > yaw) {
            return Optional.of(text("turned", turned, yaw));
        }
        return tilted > roll ? Optional.of(text("tilted", tilted, roll)) : Optional.empty();
    }

    private static String text(String how, double degrees, double most) {
        return String.format(Locale.ROOT, "face %s by %.0f degrees (expected: at most %.0f)", how, degrees, most);
    }
}
