package io.mien.training.augmentation;

import java.util.SplittableRandom;

/**
 * The look that a camera and its stream give to a picture: uneven light, sharpened edges, a filter, the blocks of a
 * compressed video. One draw serves a whole clip. Rendered faces all come from one renderer, and a network that sees only
 * its look learns that look too.
 *
 * <p>Pictures are {@code [size, size, 3] float32}, 0 to 1, and are changed in place.
 */
final class CameraStyle {
    /** Nothing is changed. */
    static final CameraStyle NONE = new CameraStyle(new float[0], 0, new float[0], 0);

    private static final int CHANNELS = 3;
    private static final int BLOCK = 8;
    private static final float[][] COSINES = cosines();

    /** Grows with the frequency as the eye's blindness does; the unit is the step of the mean at quality 1. */
    private static final float STEP_OF_FREQUENCY = 0.55f;

    /** Places of the light between which it is interpolated. */
    private final float[] light;

    private final float sharpening;
    private final float[] filter;
    private final float step;

    /**
     * How often each change is made, and how much.
     *
     * @param lit probability of uneven light
     * @param unevenness of the light, plus or minus this fraction
     * @param sharpened probability of sharpened edges
     * @param filtered probability of a filter of 3 x 3 drawn at random, mixed with the picture
     * @param compressed probability of blocks
     * @param coarsest step of the blocks' means, of the full scale
     */
    record Amounts(
            double lit, double unevenness, double sharpened, double filtered, double compressed, double coarsest) {
        static final Amounts NONE = new Amounts(0, 0, 0, 0, 0, 0);
    }

    private CameraStyle(float[] light, float sharpening, float[] filter, float step) {
        this.light = light;
        this.sharpening = sharpening;
        this.filter = filter;
        this.step = step;
    }

    static CameraStyle draw(SplittableRandom random, Amounts amounts) {
        float[] light = new float[0];
        if (random.nextDouble() < amounts.lit) {
            int side = 3 + random.nextInt(4);
            light = new float[side * side];
            for (int i = 0; i < light.length; i++) {
                light[i] = (float) (1 + amounts.unevenness * (2 * random.nextDouble() - 1));
            }
        }
        float sharpening = random.nextDouble() < amounts.sharpened ? (float) (0.2 + 1.3 * random.nextDouble()) : 0;
        float[] filter = random.nextDouble() < amounts.filtered ? filter(random) : new float[0];
        float step = random.nextDouble() < amounts.compressed
                ? (float) (amounts.coarsest * (0.2 + 0.8 * random.nextDouble()))
                : 0;
        return new CameraStyle(light, sharpening, filter, step);
    }

    /** Its weights add up to 1, so that it keeps the picture's light. */
    private static float[] filter(SplittableRandom random) {
        float share = 0.6f * (float) random.nextDouble();
        float[] filter = new float[9];
        float sum = 0;
        for (int i = 0; i < filter.length; i++) {
            filter[i] = (float) Randomness.gaussian(random) / 3;
            sum += filter[i];
        }
        for (int i = 0; i < filter.length; i++) {
            filter[i] = share * (filter[i] + (1 - sum) / filter.length);
        }
        filter[4] += 1 - share;
        return filter;
    }

    void apply(float[] picture, int size) {
        if (light.length > 0) {
            shade(picture, size);
        }
        if (filter.length > 0) {
            convolve(picture, size, filter);
        }
        if (sharpening > 0) {
            float side = -sharpening / 8;
            convolve(picture, size, new float[] {side, side, side, side, 1 + sharpening, side, side, side, side});
        }
        if (step > 0) {
            compress(picture, size);
        }
    }

    private void shade(float[] picture, int size) {
        int side = (int) Math.round(Math.sqrt(light.length));
        for (int row = 0; row < size; row++) {
            float y = (side - 1.001f) * row / size;
            int top = (int) y;
            float down = y - top;
            for (int column = 0; column < size; column++) {
                float x = (side - 1.001f) * column / size;
                int left = (int) x;
                float right = x - left;
                int first = top * side + left;
                float upper = light[first] + right * (light[first + 1] - light[first]);
                float lower = light[first + side] + right * (light[first + side + 1] - light[first + side]);
                float here = upper + down * (lower - upper);
                int at = CHANNELS * (row * size + column);
                for (int channel = 0; channel < CHANNELS; channel++) {
                    picture[at + channel] *= here;
                }
            }
        }
    }

    private static void convolve(float[] picture, int size, float[] weights) {
        float[] before = picture.clone();
        for (int row = 0; row < size; row++) {
            for (int column = 0; column < size; column++) {
                int at = CHANNELS * (row * size + column);
                for (int channel = 0; channel < CHANNELS; channel++) {
                    float sum = 0;
                    for (int i = 0; i < weights.length; i++) {
                        int y = Math.min(Math.max(row + i / 3 - 1, 0), size - 1);
                        int x = Math.min(Math.max(column + i % 3 - 1, 0), size - 1);
                        sum += weights[i] * before[CHANNELS * (y * size + x) + channel];
                    }
                    picture[at + channel] = Math.min(Math.max(sum, 0), 1);
                }
            }
        }
    }

    /** Rounds the frequencies of each block, the higher ones more coarsely, as JPEG and the older video codecs do. */
    private void compress(float[] picture, int size) {
        float[] block = new float[BLOCK * BLOCK];
        float[] scratch = new float[BLOCK * BLOCK];
        for (int top = 0; top + BLOCK <= size; top += BLOCK) {
            for (int left = 0; left + BLOCK <= size; left += BLOCK) {
                for (int channel = 0; channel < CHANNELS; channel++) {
                    for (int i = 0; i < block.length; i++) {
                        block[i] = picture[at(top + i / BLOCK, left + i % BLOCK, size, channel)];
                    }
                    transform(block, scratch, false);
                    for (int i = 0; i < block.length; i++) {
                        float coarse = BLOCK * step * (1 + STEP_OF_FREQUENCY * (i / BLOCK + i % BLOCK)) / 2;
                        block[i] = coarse * Math.round(block[i] / coarse);
                    }
                    transform(block, scratch, true);
                    for (int i = 0; i < block.length; i++) {
                        picture[at(top + i / BLOCK, left + i % BLOCK, size, channel)] =
                                Math.min(Math.max(block[i], 0), 1);
                    }
                }
            }
        }
    }

    private static int at(int row, int column, int size, int channel) {
        return CHANNELS * (row * size + column) + channel;
    }

    /** The cosine transform of rows and columns, or back. */
    private static void transform(float[] block, float[] scratch, boolean back) {
        for (int pass = 0; pass < 2; pass++) {
            for (int line = 0; line < BLOCK; line++) {
                for (int out = 0; out < BLOCK; out++) {
                    float sum = 0;
                    for (int in = 0; in < BLOCK; in++) {
                        sum += block[line * BLOCK + in] * (back ? COSINES[in][out] : COSINES[out][in]);
                    }
                    // Turned over, so that the second pass goes along the other side.
                    scratch[out * BLOCK + line] = sum;
                }
            }
            System.arraycopy(scratch, 0, block, 0, block.length);
        }
    }

    private static float[][] cosines() {
        float[][] cosines = new float[BLOCK][BLOCK];
        for (int frequency = 0; frequency < BLOCK; frequency++) {
            double scale = Math.sqrt((frequency == 0 ? 1.0 : 2.0) / BLOCK);
            for (int place = 0; place < BLOCK; place++) {
                cosines[frequency][place] =
                        (float) (scale * Math.cos(Math.PI * frequency * (2 * place + 1) / (2 * BLOCK)));
            }
        }
        return cosines;
    }
}
