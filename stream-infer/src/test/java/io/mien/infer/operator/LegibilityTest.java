package io.mien.infer.operator;

import static org.assertj.core.api.Assertions.assertThat;

import io.mien.pictures.FaceCut;
import io.mien.pictures.PreprocessingProfile;
import io.mien.pictures.Resampling;
import io.mien.pictures.ResizeRule;
import io.mien.schemas.avro.Box;
import io.mien.schemas.avro.FaceFrame;
import io.mien.schemas.avro.ImageEncoding;
import io.mien.schemas.avro.Landmarks;
import io.mien.schemas.avro.Point;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class LegibilityTest {
    private static final int SIZE = 64;
    private static final PreprocessingProfile PROFILE = PreprocessingProfile.dferClip(SIZE);
    private static final byte[] SHARP = sharp();
    private static final Landmarks LANDMARKS = new Landmarks(
            new Point(1f, 1f), new Point(9f, 1f), new Point(5f, 5f), new Point(2f, 9f), new Point(8f, 9f));

    private final Legibility legibility = new Legibility(PROFILE, 0);

    private static byte[] sharp() {
        byte[] pixels = new byte[3 * SIZE * SIZE];
        new Random(1).nextBytes(pixels);
        return pixels;
    }

    /** A slope from dark to light, which is all that a strong blur leaves. */
    private static byte[] blurred() {
        byte[] pixels = new byte[3 * SIZE * SIZE];
        for (int i = 0; i < pixels.length; i++) {
            pixels[i] = (byte) (2 * (i / 3 % SIZE) + i / 3 / SIZE);
        }
        return pixels;
    }

    private static FaceFrame frame(@Nullable Box box, @Nullable Landmarks landmarks) {
        return FaceFrame.newBuilder()
                .setStreamId("call")
                .setSubjectId("caller")
                .setSequence(0)
                .setCapturedAt(Instant.parse("2026-03-01T12:00:00Z"))
                .setEncoding(ImageEncoding.RGB24)
                .setWidth(200)
                .setHeight(200)
                .setImage(ByteBuffer.allocate(3 * 200 * 200))
                .setFaceBox(box)
                .setLandmarks(landmarks)
                .build();
    }

    private static Box box(float width, float height) {
        return new Box(20f, 20f, width, height);
    }

    @Test
    void aFaceOfTheModelsSizeIsRead() {
        assertThat(legibility.doubt(frame(box(64, 80), null), SHARP)).isEmpty();
    }

    @Test
    void aFaceOfLessThanHalfOfTheModelsPictureIsTooSmall() {
        assertThat(legibility.doubt(frame(box(32, 40), null), SHARP)).isEmpty();
        assertThat(legibility.doubt(frame(box(21, 26), null), SHARP))
                .hasValue("face too small: 21 pixels (expected: at least 32)");
    }

    @Test
    void largePicturesAreNotAskedFor() {
        Legibility large = new Legibility(PreprocessingProfile.dferClip(224), 0);

        assertThat(large.doubt(frame(box(40, 50), null), new byte[3 * 224 * 224]))
                .hasValue("face too small: 40 pixels (expected: at least 48)");
    }

    @Test
    void theSmallestFaceCanBeChosen() {
        assertThat(new Legibility(PROFILE, 21).doubt(frame(box(21, 26), null), SHARP))
                .isEmpty();
    }

    @Test
    void aTileWithoutABoxIsNoFace() {
        assertThat(legibility.doubt(frame(null, null), SHARP))
                .hasValueSatisfying(doubt -> assertThat(doubt).startsWith("no face_box and no landmarks (expected: "));
        assertThat(legibility.doubt(frame(null, LANDMARKS), SHARP)).isEmpty();
    }

    @Test
    void aModelOfWholePicturesTakesThemWithoutABox() {
        PreprocessingProfile whole =
                new PreprocessingProfile(SIZE, new FaceCut.WholeImage(), ResizeRule.SQUASH, Resampling.BILINEAR);

        assertThat(new Legibility(whole, 0).doubt(frame(null, null), SHARP)).isEmpty();
    }

    @Test
    void aBoxOfHeadAndShouldersIsNoFace() {
        assertThat(legibility.doubt(frame(box(60, 130), null), SHARP))
                .hasValueSatisfying(
                        doubt -> assertThat(doubt).startsWith("face_box of 60 x 130 pixels without landmarks"));
        assertThat(legibility.doubt(frame(box(60, 130), LANDMARKS), SHARP)).isEmpty();
    }

    @Test
    void aBlurredFaceIsSaidToBeBlurred() {
        assertThat(legibility.doubt(frame(box(100, 120), null), blurred()))
                .hasValueSatisfying(doubt -> assertThat(doubt).startsWith("face blurred: sharpness 0.00"));
    }
}
