package io.mien.faces.render;

import java.util.Arrays;

/**
 * The canvas that everything is drawn into: a picture of twice the size in each direction, with depth, which is
 * averaged down when it is done. Colours are light, not yet brightness on a screen. Used by one thread at a time; made
 * once and drawn into many times.
 */
public final class Canvas {
    /** How many points are drawn for each pixel, along each side. */
    static final int OVERSAMPLING = 2;

    private final int width;
    private final int height;
    private final float[] light;
    private final float[] depth;

    /** @param width of the finished picture, pixels */
    public Canvas(int width, int height) {
        if (width < 1 || height < 1) {
            throw new IllegalArgumentException("canvas: " + width + " x " + height + " (expected: at least 1 x 1)");
        }
        this.width = width;
        this.height = height;
        this.light = new float[3 * OVERSAMPLING * width * OVERSAMPLING * height];
        this.depth = new float[OVERSAMPLING * width * OVERSAMPLING * height];
    }

    public int width() {
        return width;
    }

    public int height() {
        return height;
    }

    int fineWidth() {
        return OVERSAMPLING * width;
    }

    int fineHeight() {
        return OVERSAMPLING * height;
    }

    /** {@code [fine height, fine width, 3]}. */
    float[] light() {
        return light;
    }

    /** {@code [fine height, fine width]}: the larger the nearer, 0 where nothing was drawn. */
    float[] depth() {
        return depth;
    }

    /** Wipes everything away. */
    public void clear() {
        Arrays.fill(depth, 0);
    }

    /**
     * Finishes the picture: what was drawn, exposed, over the background.
     *
     * @param exposure what light becomes on the picture
     * @param background what is seen where nothing was drawn
     * @param picture {@code [height, width, 3] uint8}, overwritten
     */
    public void finish(Exposure exposure, Background.View background, byte[] picture) {
        int fineWidth = fineWidth();
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                int first = OVERSAMPLING * y * fineWidth + OVERSAMPLING * x;
                int covered = 0;
                float red = 0;
                float green = 0;
                float blue = 0;
                for (int i = 0; i < OVERSAMPLING * OVERSAMPLING; i++) {
                    int at = first + (i >> 1) * fineWidth + (i & 1);
                    if (depth[at] > 0) {
                        covered++;
                        red += light[3 * at];
                        green += light[3 * at + 1];
                        blue += light[3 * at + 2];
                    }
                }
                int out = 3 * (y * width + x);
                if (covered == 0) {
                    background.copy(x + 0.5f, y + 0.5f, picture, out);
                    continue;
                }
                float each = 1f / covered;
                int shownRed = exposure.brightness(red * each);
                int shownGreen = exposure.brightness(green * each);
                int shownBlue = exposure.brightness(blue * each);
                if (covered < OVERSAMPLING * OVERSAMPLING) {
                    background.copy(x + 0.5f, y + 0.5f, picture, out);
                    shownRed = blend(shownRed, picture[out], covered);
                    shownGreen = blend(shownGreen, picture[out + 1], covered);
                    shownBlue = blend(shownBlue, picture[out + 2], covered);
                }
                picture[out] = (byte) shownRed;
                picture[out + 1] = (byte) shownGreen;
                picture[out + 2] = (byte) shownBlue;
            }
        }
    }

    private static int blend(int front, byte back, int covered) {
        int all = OVERSAMPLING * OVERSAMPLING;
        return (front * covered + (back & 0xff) * (all - covered) + all / 2) / all;
    }

    /** Mean light of what was drawn in the middle half of the picture, all colours together; 0 if nothing was. */
    public float meanLightOfMiddle() {
        int fineWidth = fineWidth();
        int fineHeight = fineHeight();
        double sum = 0;
        int count = 0;
        for (int y = fineHeight / 4; y < fineHeight * 3 / 4; y++) {
            for (int x = fineWidth / 4; x < fineWidth * 3 / 4; x++) {
                int at = y * fineWidth + x;
                if (depth[at] > 0) {
                    sum += light[3 * at] + light[3 * at + 1] + light[3 * at + 2];
                    count++;
                }
            }
        }
        return count == 0 ? 0 : (float) (sum / (3.0 * count));
    }
}
