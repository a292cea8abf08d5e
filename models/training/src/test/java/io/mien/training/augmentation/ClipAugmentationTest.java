package io.mien.training.augmentation;

import static org.assertj.core.api.Assertions.assertThat;

import io.mien.pictures.PreprocessingProfile;
import io.mien.pictures.Resampling;
import io.mien.pictures.RgbImage;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

final class ClipAugmentationTest {
    private static final int SIZE = 32;
    private static final PreprocessingProfile PROFILE = PreprocessingProfile.dferClip(SIZE);
    private static final ClipAugmentation CLIPER = new CliperAugmentation(PreprocessingProfile.clip(SIZE));

    private static RgbImage noise(int width, int height, long seed) {
        byte[] pixels = new byte[3 * width * height];
        new SplittableRandom(seed).nextBytes(pixels);
        return new RgbImage(width, height, pixels);
    }

    /** Red from left to right, green from top to bottom. */
    private static RgbImage ramps(int width, int height) {
        byte[] pixels = new byte[3 * width * height];
        for (int pixel = 0; pixel < width * height; pixel++) {
            pixels[3 * pixel] = (byte) (255 * (pixel % width) / (width - 1));
            pixels[3 * pixel + 1] = (byte) (255 * (pixel / width) / (height - 1));
            pixels[3 * pixel + 2] = (byte) 100;
        }
        return new RgbImage(width, height, pixels);
    }

    @ParameterizedTest
    @EnumSource(Augmentation.class)
    void allFramesOfAClipAreChangedAlikeAndBySeed(Augmentation kind) {
        requireAlikeAndSeeded(new DferClipAugmentation(kind, PROFILE), kind != Augmentation.NONE);
    }

    @Test
    void clipersFramesAreChangedAlikeAndBySeed() {
        requireAlikeAndSeeded(CLIPER, true);
    }

    private static void requireAlikeAndSeeded(ClipAugmentation augmentation, boolean changes) {
        RgbImage frame = noise(48, 40, 1);
        List<byte[]> once = augmentation.apply(List.of(frame, frame, frame), new SplittableRandom(7));
        assertThat(once).hasSize(3).allSatisfy(picture -> assertThat(picture).hasSize(3 * SIZE * SIZE));
        assertThat(once.get(2)).isEqualTo(once.get(0));
        assertThat(augmentation.apply(List.of(frame), new SplittableRandom(7)).get(0))
                .isEqualTo(once.get(0));
        Set<Integer> different = new HashSet<>();
        for (int seed = 0; seed < 20; seed++) {
            different.add(Arrays.hashCode(augmentation
                    .apply(List.of(frame), new SplittableRandom(seed))
                    .get(0)));
        }
        assertThat(different).hasSize(changes ? 20 : 1);
    }

    @Test
    void halfOfTheClipsAreMirrored() {
        int mirrored = 0;
        for (int seed = 0; seed < 400; seed++) {
            byte[] picture = new DferClipAugmentation(Augmentation.MAFW, PROFILE)
                    .apply(List.of(ramps(64, 64)), new SplittableRandom(seed))
                    .get(0);
            mirrored += (picture[0] & 0xff) > (picture[3 * (SIZE - 1)] & 0xff) ? 1 : 0;
        }
        assertThat(mirrored).isBetween(160, 240);
    }

    @Test
    void partsHaveThePublishedSizesAndLieInThePicture() {
        requireParts(random -> CropDraw.dferClip(100, 80, random), 0.08, 4.0 / 3);
        requireParts(random -> CropDraw.cliper(100, 80, random), 0.15, 3.3 / 0.97);
    }

    private static void requireParts(Function<SplittableRandom, CropDraw> drawing, double least, double longest) {
        SplittableRandom random = new SplittableRandom(5);
        double smallest = 1;
        double largest = 0;
        for (int draw = 0; draw < 2000; draw++) {
            CropDraw drawn = drawing.apply(random);
            assertThat(drawn.left()).isBetween(0, 100 - drawn.width());
            assertThat(drawn.top()).isBetween(0, 80 - drawn.height());
            double area = drawn.width() * drawn.height() / 8000.0;
            assertThat(area).isBetween(0.93 * least, 1.0);
            double aspect = (double) drawn.width() / drawn.height();
            assertThat(Math.max(aspect, 1 / aspect)).isLessThan(1.05 * longest);
            smallest = Math.min(smallest, area);
            largest = Math.max(largest, area);
        }
        assertThat(smallest).isLessThan(1.2 * least);
        assertThat(largest).isGreaterThan(0.9);
    }

    @Test
    void whereNoPartFitsASquareOfTheShortSideIsTaken() {
        SplittableRandom random = new SplittableRandom(6);
        for (int draw = 0; draw < 50; draw++) {
            CropDraw drawn = CropDraw.dferClip(400, 5, random);
            assertThat(drawn.height()).isLessThanOrEqualTo(5);
            assertThat(drawn.left() + drawn.width()).isLessThanOrEqualTo(400);
        }
    }

    @Test
    void aPartOfAnotherSizedFrameIsTheSameInProportion() {
        CropDraw left = new CropDraw(0, 0, 50, 100, 100, 100);
        byte[] ofSame = left.apply(ramps(100, 100), SIZE, Resampling.BILINEAR);
        byte[] ofTwice = left.apply(ramps(200, 200), SIZE, Resampling.BILINEAR);
        for (int i = 0; i < ofSame.length; i++) {
            assertThat(ofTwice[i] & 0xff).isBetween((ofSame[i] & 0xff) - 3, (ofSame[i] & 0xff) + 3);
        }
        assertThat(ofSame[3 * (SIZE - 1)] & 0xff).isBetween(115, 135);
    }

    @Test
    void brightnessIsCutOffAndATurnByNothingChangesNothing() {
        RgbImage grays = new RgbImage(2, 1, new byte[] {10, 20, 33, (byte) 200, (byte) 170, (byte) 255});
        assertThat(PictureChanges.brighter(grays, 1.5).pixels())
                .isEqualTo(new byte[] {15, 30, 49, (byte) 255, (byte) 255, (byte) 255});
        assertThat(PictureChanges.brighter(grays, 1).pixels()).isEqualTo(grays.pixels());
        RgbImage picture = noise(9, 7, 3);
        assertThat(PictureChanges.turned(picture, 0).pixels()).isEqualTo(picture.pixels());
        byte[] half = PictureChanges.turned(picture, 180).pixels();
        for (int pixel = 0; pixel < 63; pixel++) {
            assertThat(half[3 * pixel]).isEqualTo(picture.pixels()[3 * (62 - pixel)]);
        }
    }

    @Test
    void aTurnIsCounterClockwiseWithBlackBehindIt() {
        RgbImage white = new RgbImage(40, 40, filled(3 * 1600, (byte) 255));
        assertThat(PictureChanges.turned(white, 4).pixels()[0]).isZero();
        RgbImage right = new RgbImage(3, 3, new byte[27]);
        right.pixels()[3 * 5] = 9; // the middle row's last column
        assertThat(PictureChanges.turned(right, 90).pixels()[3]).isEqualTo((byte) 9); // now the first row's middle
    }

    private static byte[] filled(int length, byte value) {
        byte[] bytes = new byte[length];
        Arrays.fill(bytes, value);
        return bytes;
    }

    @Test
    void hueTurnsColoursAndLeavesGrays() {
        RgbImage red = new RgbImage(2, 1, new byte[] {(byte) 255, 0, 0, 90, 90, 90});
        assertThat(PictureChanges.hueShifted(red, 1.0 / 3).pixels())
                .isEqualTo(new byte[] {0, (byte) 255, 0, 90, 90, 90});
        assertThat(PictureChanges.hueShifted(red, 0).pixels()).isEqualTo(red.pixels());
    }

    @Test
    void twoMirrorsAreNone() {
        byte[] picture = noise(5, 5, 4).pixels();
        byte[] once = PictureChanges.mirrored(picture, 5);
        assertThat(Arrays.copyOf(once, 3)).isEqualTo(Arrays.copyOfRange(picture, 12, 15));
        assertThat(PictureChanges.mirrored(once, 5)).isEqualTo(picture);
    }
}
