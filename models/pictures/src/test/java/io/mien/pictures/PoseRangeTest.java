package io.mien.pictures;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class PoseRangeTest {
    private static final PoseRange RANGE = new PoseRange(40, 34);

    @Test
    void aFaceThatLooksAtTheCameraIsWithinAnyRange() {
        assertThat(RANGE.refusal(face(0, 0))).isEmpty();
        assertThat(PoseRange.ANY.refusal(face(80, 90))).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"38, 0", "-38, 0", "0, 33", "0, -33", "30, 30"})
    void aFaceThatIsTurnedOrTiltedALittleIsWithin(double yaw, double roll) {
        assertThat(RANGE.refusal(face(yaw, roll))).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "50, 0, face turned by 50 degrees (expected: at most 40)",
        "-50, 20, face turned by 50 degrees (expected: at most 40)",
        "0, 45, face tilted by 45 degrees (expected: at most 34)",
        "10, -45, face tilted by 45 degrees (expected: at most 34)"
    })
    void aFaceThatIsTurnedOrTiltedMoreIsRefusedInWords(double yaw, double roll, String reason) {
        assertThat(RANGE.refusal(face(yaw, roll))).contains(reason);
    }

    @Test
    void pointsThatCoincideSayNothing() {
        assertThat(RANGE.refusal(new FaceLandmarks(5, 5, 5, 5, 5, 5, 5, 5, 5, 5)))
                .isEmpty();
    }

    @Test
    void aRangeThatIsNoneIsRefused() {
        assertThatThrownBy(() -> new PoseRange(0, 34)).hasMessage("yaw: 0.0 (expected: more than 0 to 180 degrees)");
        assertThatThrownBy(() -> new PoseRange(40, 181))
                .hasMessage("roll: 181.0 (expected: more than 0 to 180 degrees)");
    }

    /** Eyes 20 pixels apart, the nose beside their middle as far as a head of this yaw shows it. */
    private static FaceLandmarks face(double yaw, double roll) {
        double nose = 20 * 0.79 * Math.tan(Math.toRadians(yaw));
        double[][] points = {{-10, 0}, {10, 0}, {nose, 10}, {-8, 20}, {8, 20}};
        float[] turned = new float[10];
        double angle = Math.toRadians(roll);
        for (int i = 0; i < points.length; i++) {
            turned[2 * i] = (float) (50 + points[i][0] * Math.cos(angle) - points[i][1] * Math.sin(angle));
            turned[2 * i + 1] = (float) (50 + points[i][0] * Math.sin(angle) + points[i][1] * Math.cos(angle));
        }
        return new FaceLandmarks(
                turned[0], turned[1], turned[2], turned[3], turned[4], turned[5], turned[6], turned[7], turned[8],
                turned[9]);
    }
}
