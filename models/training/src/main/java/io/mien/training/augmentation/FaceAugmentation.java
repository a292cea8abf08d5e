package io.mien.training.augmentation;

import java.util.SplittableRandom;

/**
 * Changes an aligned face as cameras, light and detectors would: the place of the crop, colours, light from one side,
 * sharpness, something in front of it, noise. One draw serves a whole clip; noise differs from frame to frame.
 */
public final class FaceAugmentation {
    private static final int CHANNELS = 3;

    private final Settings settings;
    private final int size;

    /**
     * The amounts of change, at most or on average.
     *
     * @param scale of the crop, plus or minus this fraction
     * @param rotation degrees, plus or minus
     * @param aspect plus or minus this fraction
     * @param shift pixels of the crop, plus or minus
     * @param gain of each channel, plus or minus this fraction
     * @param brightness added, of the full scale, plus or minus
     * @param contrast standard deviation of its logarithm, and of gamma's
     * @param slope of the light across the picture, plus or minus this fraction
     * @param blurred probability of losing detail
     * @param least size that detail is cut to, as a fraction
     * @param covered probability of a rectangle in front of the face
     * @param noise standard deviation at most, of the full scale
     * @param loose how often, and how loosely, the crop is placed as by a detector that gives a box and no points
     * @param style what else a camera and its stream do
     */
    public record Settings(
            double scale,
            double rotation,
            double aspect,
            double shift,
            double gain,
            double brightness,
            double contrast,
            double slope,
            double blurred,
            double least,
            double covered,
            double noise,
            Loose loose,
            CameraStyle.Amounts style) {

        /** The settings that carried rendered faces furthest towards photographed ones. */
        public static final Settings HEAVY = new Settings(
                0.06,
                4,
                0.05,
                1.1,
                0.15,
                0.06,
                0.3,
                0.25,
                0.4,
                0.36,
                0.35,
                0.025,
                new Loose(0.4, 0.1, 7, 2.2),
                CameraStyle.Amounts.NONE);

        /** The same, and what cameras and streams do to light, edges and detail. */
        public static final Settings STYLED = HEAVY.with(new CameraStyle.Amounts(0.4, 0.35, 0.25, 0.25, 0.3, 0.1));

        /** Nothing at all: the picture that the stream would see. */
        public static final Settings NONE =
                new Settings(0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, new Loose(0, 0, 0, 0), CameraStyle.Amounts.NONE);

        private Settings with(CameraStyle.Amounts other) {
            return new Settings(
                    scale,
                    rotation,
                    aspect,
                    shift,
                    gain,
                    brightness,
                    contrast,
                    slope,
                    blurred,
                    least,
                    covered,
                    noise,
                    loose,
                    other);
        }
    }

    /**
     * A crop by the face's box alone keeps the head's tilt, and is less exact: against crops by five points, the cascade's
     * boxes were seen to differ by 2 to 8 per cent in scale, 1 to 3 per cent of the side in place, and heads to be tilted by
     * 2 to 7 degrees (standard deviations).
     *
     * @param chance of it
     * @param scale standard deviation, as a fraction
     * @param rotation standard deviation, degrees
     * @param shift standard deviation, pixels of the crop
     */
    record Loose(double chance, double scale, double rotation, double shift) {}

    /**
     * The way from a crop's plane to its frame's: {@code (x, y) -> (a x + b y + c, d x + e y + f)}, mirrored or not.
     */
    private record Placement(double a, double b, double c, double d, double e, double f) {}

    /** A clip's draw. */
    public static final class Draw {
        private final Placement placement;
        private final boolean mirrored;
        private final float[] curve;
        private final double slopeX;
        private final double slopeY;
        private final double detail;
        private final int[] cover;
        private final float[] coverColour;
        private final double noise;
        private final CameraStyle style;

        private Draw(
                Placement placement,
                boolean mirrored,
                float[] curve,
                double slopeX,
                double slopeY,
                double detail,
                int[] cover,
                float[] coverColour,
                double noise,
                CameraStyle style) {
            this.placement = placement;
            this.mirrored = mirrored;
            this.curve = curve;
            this.slopeX = slopeX;
            this.slopeY = slopeY;
            this.detail = detail;
            this.cover = cover;
            this.coverColour = coverColour;
            this.noise = noise;
            this.style = style;
        }

        public boolean mirrored() {
            return mirrored;
        }
    }

    /**
     * Describes an augmentation.
     *
     * @param size of the crop's side in pixels
     */
    public FaceAugmentation(Settings settings, int size) {
        this.settings = settings;
        this.size = size;
    }

    /**
     * Draws for one clip.
     *
     * @param origin where in the frame the aligned square begins
     * @param square its side
     */
    public Draw draw(SplittableRandom random, double origin, double square) {
        boolean mirrored = !settings.equals(Settings.NONE) && random.nextBoolean();
        double unit = square / size;
        double loose = random.nextDouble() < settings.loose.chance ? 1 : 0;
        double scale = unit
                * (1 + around(random, settings.scale))
                * Math.exp(loose * settings.loose.scale * Randomness.gaussian(random));
        double angle = Math.toRadians(
                around(random, settings.rotation) + loose * settings.loose.rotation * Randomness.gaussian(random));
        double aspect = 1 + around(random, settings.aspect);
        double scaleX = scale * aspect * (mirrored ? -1 : 1);
        double scaleY = scale / aspect;
        double middle = origin + square / 2;
        double wander = loose * settings.loose.shift;
        double middleX = middle + unit * (around(random, settings.shift) + wander * Randomness.gaussian(random));
        double middleY = middle + unit * (around(random, settings.shift) + wander * Randomness.gaussian(random));
        double a = scaleX * Math.cos(angle);
        double b = -scaleY * Math.sin(angle);
        double d = scaleX * Math.sin(angle);
        double e = scaleY * Math.cos(angle);
        double half = size / 2.0;
        Placement placement = new Placement(a, b, middleX - (a + b) * half, d, e, middleY - (d + e) * half);

        float[] curve = curve(random);
        double slope = around(random, settings.slope);
        double direction = 2 * Math.PI * random.nextDouble();
        double detail = random.nextDouble() < settings.blurred
                ? settings.least + (0.7 - settings.least) * random.nextDouble()
                : 1;
        int[] cover = new int[4];
        float[] colour = new float[CHANNELS];
        if (random.nextDouble() < settings.covered) {
            int width = (int) (size * (0.125 + 0.28 * random.nextDouble()));
            int height = (int) (size * (0.125 + 0.41 * random.nextDouble()));
            cover = new int[] {random.nextInt(size - width), random.nextInt(size - height), width, height};
            for (int channel = 0; channel < CHANNELS; channel++) {
                colour[channel] = (float) random.nextDouble();
            }
        }
        double noise = settings.noise * random.nextDouble();
        return new Draw(
                placement,
                mirrored,
                curve,
                slope * Math.cos(direction),
                slope * Math.sin(direction),
                detail,
                cover,
                colour,
                noise,
                CameraStyle.draw(random, settings.style));
    }

    /** What becomes of each 8-bit value of each channel: {@code [3][256]}. */
    private float[] curve(SplittableRandom random) {
        double contrast = Math.exp(settings.contrast * Randomness.gaussian(random));
        double gamma = Math.exp(settings.contrast * Randomness.gaussian(random));
        double brightness = around(random, settings.brightness);
        float[] curve = new float[CHANNELS * 256];
        for (int channel = 0; channel < CHANNELS; channel++) {
            double gain = 1 + around(random, settings.gain);
            for (int value = 0; value < 256; value++) {
                double x = Math.min(1, gain * value / 255);
                x = 0.5 + contrast * (Math.pow(x, gamma) - 0.5) + brightness;
                curve[256 * channel + value] = (float) Math.min(Math.max(x, 0), 1);
            }
        }
        return curve;
    }

    private static double around(SplittableRandom random, double most) {
        return most * (2 * random.nextDouble() - 1);
    }

    /**
     * Cuts and changes one frame.
     *
     * @param frame {@code [side, side, 3] uint8}
     * @param random for the noise
     * @return {@code [size, size, 3] uint8}
     */
    public byte[] apply(Draw draw, byte[] frame, int side, SplittableRandom random) {
        float[] picture = sample(draw, frame, side);
        if (draw.detail < 1) {
            picture = blur(picture, (int) Math.max(4, Math.round(size * draw.detail)));
        }
        cover(draw, picture);
        draw.style.apply(picture, size);
        byte[] augmented = new byte[picture.length];
        for (int row = 0; row < size; row++) {
            for (int column = 0; column < size; column++) {
                double light = 1 + draw.slopeX * (2.0 * column / size - 1) + draw.slopeY * (2.0 * row / size - 1);
                int at = CHANNELS * (row * size + column);
                for (int channel = 0; channel < CHANNELS; channel++) {
                    double value = picture[at + channel] * light;
                    if (draw.noise > 0) {
                        value += draw.noise * roughGaussian(random.nextLong());
                    }
                    augmented[at + channel] = (byte) Math.min(Math.max((int) (255 * value + 0.5), 0), 255);
                }
            }
        }
        return augmented;
    }

    /** Standard deviation 1, from four 16-bit uniform numbers; a logarithm a pixel would cost more than the network. */
    private static double roughGaussian(long bits) {
        long sum = (bits & 0xffff) + (bits >>> 16 & 0xffff) + (bits >>> 32 & 0xffff) + (bits >>> 48);
        return (sum - 131070) / 37837.2;
    }

    private float[] sample(Draw draw, byte[] frame, int side) {
        Placement place = draw.placement;
        float[] curve = draw.curve;
        float[] picture = new float[CHANNELS * size * size];
        int at = 0;
        for (int row = 0; row < size; row++) {
            for (int column = 0; column < size; column++) {
                double x = place.a * (column + 0.5) + place.b * (row + 0.5) + place.c - 0.5;
                double y = place.d * (column + 0.5) + place.e * (row + 0.5) + place.f - 0.5;
                x = Math.min(Math.max(x, 0), side - 1.001);
                y = Math.min(Math.max(y, 0), side - 1.001);
                int left = (int) x;
                int top = (int) y;
                float right = (float) (x - left);
                float down = (float) (y - top);
                int first = CHANNELS * (top * side + left);
                int second = first + CHANNELS * side;
                for (int channel = 0; channel < CHANNELS; channel++) {
                    int bin = 256 * channel;
                    float upper = (1 - right) * curve[bin + (frame[first + channel] & 0xff)]
                            + right * curve[bin + (frame[first + CHANNELS + channel] & 0xff)];
                    float lower = (1 - right) * curve[bin + (frame[second + channel] & 0xff)]
                            + right * curve[bin + (frame[second + CHANNELS + channel] & 0xff)];
                    picture[at++] = (1 - down) * upper + down * lower;
                }
            }
        }
        return picture;
    }

    /** Scales down and up again, bilinearly. */
    private float[] blur(float[] picture, int smaller) {
        return resize(resize(picture, size, smaller), smaller, size);
    }

    private static float[] resize(float[] picture, int from, int to) {
        float[] resized = new float[CHANNELS * to * to];
        double ratio = (double) from / to;
        int at = 0;
        for (int row = 0; row < to; row++) {
            double y = Math.min(Math.max((row + 0.5) * ratio - 0.5, 0), from - 1.001);
            int top = (int) y;
            float down = (float) (y - top);
            for (int column = 0; column < to; column++) {
                double x = Math.min(Math.max((column + 0.5) * ratio - 0.5, 0), from - 1.001);
                int left = (int) x;
                float right = (float) (x - left);
                int first = CHANNELS * (top * from + left);
                int second = first + CHANNELS * from;
                for (int channel = 0; channel < CHANNELS; channel++) {
                    float upper = (1 - right) * picture[first + channel] + right * picture[first + CHANNELS + channel];
                    float lower =
                            (1 - right) * picture[second + channel] + right * picture[second + CHANNELS + channel];
                    resized[at++] = (1 - down) * upper + down * lower;
                }
            }
        }
        return resized;
    }

    private void cover(Draw draw, float[] picture) {
        int[] cover = draw.cover;
        for (int row = cover[1]; row < cover[1] + cover[3]; row++) {
            for (int column = cover[0]; column < cover[0] + cover[2]; column++) {
                System.arraycopy(draw.coverColour, 0, picture, CHANNELS * (row * size + column), CHANNELS);
            }
        }
    }

    /**
     * Where a frame's points come to lie in the crop, as fractions of its side; mirrored points keep their own numbers.
     *
     * @param points x and y in pixels of the frame
     */
    public float[] place(Draw draw, float[] points) {
        Placement place = draw.placement;
        double determinant = place.a * place.e - place.b * place.d;
        float[] placed = new float[points.length];
        for (int i = 0; i < points.length; i += 2) {
            double x = points[i] - place.c;
            double y = points[i + 1] - place.f;
            placed[i] = (float) ((place.e * x - place.b * y) / determinant / size);
            placed[i + 1] = (float) ((place.a * y - place.d * x) / determinant / size);
        }
        return placed;
    }
}
