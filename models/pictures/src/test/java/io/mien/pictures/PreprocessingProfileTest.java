package io.mien.pictures;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class PreprocessingProfileTest {
    private static final PreprocessingProfile WHOLE =
            new PreprocessingProfile(32, new FaceCut.WholeImage(), ResizeRule.SQUASH, Resampling.BILINEAR);

    /** Eyes, nose tip and mouth corners where an upright face has them. */
    private static final FaceLandmarks TEMPLATE =
            new FaceLandmarks(0.3f, 0.3f, 0.7f, 0.3f, 0.5f, 0.5f, 0.35f, 0.72f, 0.65f, 0.72f);

    // Picture 0 is tall, and PIL since 2026 resizes such ones along the columns first.
    @ParameterizedTest
    @CsvSource({"0, 0", "1, 0", "2, 0", "3, 0"})
    void squashingIsPils(int picture, int tolerance) throws Exception {
        byte[] prepared = WHOLE.prepare(Pictures.resource(picture + ".png"), null, null);
        requireClose(prepared, picture + "-squash-bilinear-32.png", tolerance);
    }

    @ParameterizedTest
    @CsvSource({"0, 1", "1, 0", "2, 0", "3, 0"})
    void shortSideAndCentreCropAreTorchvisions(int picture, int tolerance) throws Exception {
        PreprocessingProfile clip = new PreprocessingProfile(
                32, new FaceCut.WholeImage(), ResizeRule.SHORT_SIDE_CENTRE, Resampling.BICUBIC);
        byte[] prepared = clip.prepare(Pictures.resource(picture + ".png"), null, null);
        requireClose(prepared, picture + "-short-side-bicubic-centre-32.png", tolerance);
    }

    @Test
    void aBoxCutIsTheSameAsResizingWhatIsInIt() throws Exception {
        RgbImage picture = Pictures.resource("2.png");
        PreprocessingProfile box =
                new PreprocessingProfile(32, new FaceCut.BoxTimes(1, 0, false), ResizeRule.SQUASH, Resampling.BILINEAR);
        byte[] prepared = box.prepare(picture, new FaceBox(10.2f, 7.6f, 40, 30.2f), null);
        assertThat(prepared).isEqualTo(WHOLE.prepare(crop(picture, 10, 8, 40, 30), null, null));
    }

    @Test
    void aSquareBoxIsWidenedAboutItsMiddleAndTheFactorScalesIt() throws Exception {
        RgbImage picture = Pictures.resource("2.png");
        FaceBox tall = new FaceBox(40, 20, 10, 20);
        assertThat(PreprocessingProfile.dferClip(32).prepare(picture, tall, null))
                .isEqualTo(WHOLE.prepare(crop(picture, 35, 20, 20, 20), null, null));
        PreprocessingProfile wider = new PreprocessingProfile(
                32, new FaceCut.BoxTimes(1.5, 0, true), ResizeRule.SQUASH, Resampling.BILINEAR);
        assertThat(wider.prepare(picture, tall, null))
                .isEqualTo(WHOLE.prepare(crop(picture, 30, 15, 30, 30), null, null));
    }

    @Test
    void aCutMayLieLowerThanTheBox() throws Exception {
        RgbImage picture = Pictures.resource("2.png");
        PreprocessingProfile lower = new PreprocessingProfile(
                32, new FaceCut.BoxTimes(1, 0.25, true), ResizeRule.SQUASH, Resampling.BILINEAR);
        assertThat(lower.prepare(picture, new FaceBox(40, 20, 10, 20), null))
                .isEqualTo(WHOLE.prepare(crop(picture, 35, 25, 20, 20), null, null));
    }

    @Test
    void withoutABoxTheWholeFrameIsTheFace() throws Exception {
        RgbImage picture = Pictures.resource("1.png");
        assertThat(PreprocessingProfile.dferClip(32).prepare(picture, null, null))
                .isEqualTo(WHOLE.prepare(picture, null, null));
    }

    @Test
    void outsideTheFrameItsEdgeIsRepeated() {
        RgbImage picture = Pictures.rgb(20, 20, (x, y) -> x == 0 ? 200 : 10);
        byte[] prepared = new PreprocessingProfile(
                        16, new FaceCut.BoxTimes(1, 0, false), ResizeRule.SQUASH, Resampling.BILINEAR)
                .prepare(picture, new FaceBox(-16, 0, 16.9f, 16), null);
        // Half a pixel rounds up, so the box is 17 wide: 16 columns of the edge's colour before the edge itself.
        for (byte value : prepared) {
            assertThat(value).isEqualTo((byte) 200);
        }
    }

    @Test
    void aBoxOutsideTheFrameIsRefused() {
        RgbImage picture = Pictures.rgb(20, 20, (x, y) -> x);
        assertThatThrownBy(() -> PreprocessingProfile.dferClip(32).prepare(picture, new FaceBox(20, 0, 5, 5), null))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("within the frame of 20 x 20");
    }

    @Test
    void aBoxAsLargeAsFloatsGetCostsNoMoreThanAnother() {
        RgbImage picture = Pictures.rgb(20, 20, (x, y) -> 50);
        byte[] prepared =
                PreprocessingProfile.dferClip(32).prepare(picture, new FaceBox(-1e30f, -1e30f, 2e30f, 2e30f), null);
        assertThat(prepared).containsOnly(50);
    }

    @Test
    void boxesAndLandmarksThatAreNoNumbersAreRefused() {
        assertThatThrownBy(() -> new FaceBox(Float.NaN, 0, 1, 1)).hasMessageContaining("face box: x NaN");
        assertThatThrownBy(() -> new FaceBox(0, 0, 0, 1)).hasMessageContaining("sides above 0");
        assertThatThrownBy(() -> new FaceLandmarks(0, 0, 1, 0, Float.POSITIVE_INFINITY, 0, 0, 0, 0, 0))
                .hasMessageContaining("finite numbers");
    }

    @Test
    void aTurnedFaceIsSetUpright() {
        // A dot at each landmark of a face that is turned by 30 degrees and twice as large as the prepared picture.
        double angle = Math.toRadians(30);
        double scale = 2;
        float[] points = new float[10];
        double[] x = TEMPLATE.x();
        double[] y = TEMPLATE.y();
        for (int i = 0; i < 5; i++) {
            double u = (x[i] - 0.5) * 64 * scale;
            double v = (y[i] - 0.5) * 64 * scale;
            points[2 * i] = (float) (120 + Math.cos(angle) * u - Math.sin(angle) * v);
            points[2 * i + 1] = (float) (100 + Math.sin(angle) * u + Math.cos(angle) * v);
        }
        RgbImage picture = Pictures.rgb(240, 200, (column, row) -> {
            for (int i = 0; i < 5; i++) {
                if (Math.hypot(column + 0.5 - points[2 * i], row + 0.5 - points[2 * i + 1]) < 6) {
                    return 250 - 30 * i;
                }
            }
            return 0;
        });
        FaceLandmarks landmarks = new FaceLandmarks(
                points[0], points[1], points[2], points[3], points[4], points[5], points[6], points[7], points[8],
                points[9]);
        byte[] prepared = aligned().prepare(picture, null, landmarks);
        for (int i = 0; i < 5; i++) {
            int column = (int) (x[i] * 64);
            int row = (int) (y[i] * 64);
            assertThat(prepared[3 * (row * 64 + column)] & 0xff)
                    .as("landmark %d", i)
                    .isBetween(245 - 30 * i, 250 - 30 * i);
        }
        assertThat(prepared[3 * (10 * 64 + 10)]).isZero();
    }

    @Test
    void alignmentThatMovesNothingChangesNothing() throws Exception {
        RgbImage picture = Pictures.resource("1.png");
        FaceLandmarks inPlace = new FaceLandmarks(15, 15, 35, 15, 25, 25, 17.5f, 36, 32.5f, 36);
        PreprocessingProfile fifty = new PreprocessingProfile(
                50,
                new FaceCut.AlignedToLandmarks(TEMPLATE, new FaceCut.BoxTimes(1, 0, true)),
                ResizeRule.SQUASH,
                Resampling.BILINEAR);
        byte[] prepared = fifty.prepare(picture, null, inPlace);
        for (int i = 0; i < prepared.length; i++) {
            assertThat(Math.abs((prepared[i] & 0xff) - (picture.pixels()[i] & 0xff)))
                    .isLessThanOrEqualTo(1);
        }
    }

    @Test
    void withoutLandmarksOrWithOnePointForAllTheBoxIsCut() throws Exception {
        RgbImage picture = Pictures.resource("2.png");
        FaceBox box = new FaceBox(20, 10, 30, 30);
        byte[] boxCut = PreprocessingProfile.dferClip(64).prepare(picture, box, null);
        FaceLandmarks onePoint = new FaceLandmarks(30, 30, 30, 30, 30, 30, 30, 30, 30, 30);
        assertThat(aligned().prepare(picture, box, null)).isEqualTo(boxCut);
        assertThat(aligned().prepare(picture, box, onePoint)).isEqualTo(boxCut);
    }

    private static void requireClose(byte[] prepared, String expected, int tolerance) throws Exception {
        byte[] pixels = Pictures.resource(expected).pixels();
        int largest = 0;
        for (int i = 0; i < pixels.length; i++) {
            largest = Math.max(largest, Math.abs((prepared[i] & 0xff) - (pixels[i] & 0xff)));
        }
        assertThat(largest).isLessThanOrEqualTo(tolerance);
    }

    private static PreprocessingProfile aligned() {
        return new PreprocessingProfile(
                64,
                new FaceCut.AlignedToLandmarks(TEMPLATE, new FaceCut.BoxTimes(1, 0, true)),
                ResizeRule.SQUASH,
                Resampling.BILINEAR);
    }

    private static RgbImage crop(RgbImage picture, int left, int top, int width, int height) {
        byte[] pixels = new byte[3 * width * height];
        for (int row = 0; row < height; row++) {
            System.arraycopy(
                    picture.pixels(), 3 * ((top + row) * picture.width() + left), pixels, 3 * row * width, 3 * width);
        }
        return new RgbImage(width, height, pixels);
    }
}
