package io.mien.training.augmentation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

final class CameraStyleTest {
    private static final int SIZE = 32;
    private static final CameraStyle.Amounts LIGHT = new CameraStyle.Amounts(1, 0.3, 0, 0, 0, 0);
    private static final CameraStyle.Amounts SHARPENED = new CameraStyle.Amounts(0, 0, 1, 0, 0, 0);
    private static final CameraStyle.Amounts FILTERED = new CameraStyle.Amounts(0, 0, 0, 1, 0, 0);
    private static final CameraStyle.Amounts COMPRESSED = new CameraStyle.Amounts(0, 0, 0, 0, 1, 0.1);

    private static float[] flat(float value) {
        float[] picture = new float[3 * SIZE * SIZE];
        Arrays.fill(picture, value);
        return picture;
    }

    /** Dark to the left of the middle, bright to the right. */
    private static float[] edge() {
        float[] picture = new float[3 * SIZE * SIZE];
        for (int i = 0; i < picture.length; i++) {
            picture[i] = i / 3 % SIZE < SIZE / 2 ? 0.4f : 0.6f;
        }
        return picture;
    }

    private static float[] changed(CameraStyle.Amounts amounts, long seed, float[] picture) {
        float[] copy = picture.clone();
        CameraStyle.draw(new SplittableRandom(seed), amounts).apply(copy, SIZE);
        return copy;
    }

    @Test
    void filtersAndSharpeningLeaveAFlatPictureAsItIs() {
        for (long seed = 0; seed < 20; seed++) {
            for (CameraStyle.Amounts amounts : new CameraStyle.Amounts[] {FILTERED, SHARPENED}) {
                for (float value : changed(amounts, seed, flat(0.5f))) {
                    assertThat(value).isCloseTo(0.5f, within(1e-4f));
                }
            }
        }
    }

    @Test
    void sharpeningMakesAnEdgeSteeper() {
        float[] sharp = changed(SHARPENED, 1, edge());
        int dark = 3 * (5 * SIZE + SIZE / 2 - 1);
        assertThat(sharp[dark]).isLessThan(0.4f);
        assertThat(sharp[dark + 3]).isGreaterThan(0.6f);
        assertThat(sharp[0]).isCloseTo(0.4f, within(1e-4f));
    }

    @Test
    void lightDiffersFromPlaceToPlaceWithinItsAmountAndSmoothly() {
        float[] lit = changed(LIGHT, 3, flat(0.5f));
        float least = 1;
        float most = 0;
        for (int pixel = 0; pixel < SIZE * SIZE; pixel++) {
            float value = lit[3 * pixel];
            least = Math.min(least, value);
            most = Math.max(most, value);
            if (pixel % SIZE > 0) {
                assertThat(Math.abs(value - lit[3 * pixel - 3])).isLessThan(0.06f);
            }
        }
        assertThat(least).isBetween(0.35f, 0.5f);
        assertThat(most).isBetween(0.5f, 0.65f);
    }

    @Test
    void compressionKeepsBlocksMeansWithinHalfAStepAndLosesDetail() {
        SplittableRandom random = new SplittableRandom(4);
        float[] detailed = new float[3 * SIZE * SIZE];
        for (int i = 0; i < detailed.length; i++) {
            detailed[i] = 0.5f + 0.04f * (float) random.nextGaussian();
        }
        float[] compressed = changed(COMPRESSED, 5, detailed);
        double spreadBefore = 0;
        double spreadAfter = 0;
        for (int i = 0; i < detailed.length; i++) {
            spreadBefore += Math.pow(detailed[i] - 0.5, 2);
            spreadAfter += Math.pow(compressed[i] - 0.5, 2);
            assertThat(compressed[i]).isBetween(0f, 1f);
        }
        assertThat(spreadAfter).isLessThan(spreadBefore);
        for (float value : changed(COMPRESSED, 5, flat(0.5f))) {
            assertThat(value).isCloseTo(0.5f, within(0.026f));
        }
    }

    @Test
    void theSameSeedMakesTheSameChanges() {
        CameraStyle.Amounts all = new CameraStyle.Amounts(1, 0.3, 1, 1, 1, 0.1);
        assertThat(changed(all, 7, edge())).isEqualTo(changed(all, 7, edge()));
        assertThat(changed(all, 7, edge())).isNotEqualTo(changed(all, 8, edge()));
    }
}
