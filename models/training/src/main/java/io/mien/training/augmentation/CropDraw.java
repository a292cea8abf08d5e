package io.mien.training.augmentation;

import io.mien.pictures.FaceBox;
import io.mien.pictures.FaceCut;
import io.mien.pictures.PreprocessingProfile;
import io.mien.pictures.Resampling;
import io.mien.pictures.ResizeRule;
import io.mien.pictures.RgbImage;
import java.util.SplittableRandom;

/**
 * A part of a picture, drawn at random.
 *
 * @param left first column
 * @param top first row
 * @param width columns, at least 1
 * @param height rows, at least 1
 * @param ofWidth of the picture that it was drawn for
 * @param ofHeight of that picture
 */
record CropDraw(int left, int top, int width, int height, int ofWidth, int ofHeight) {
    private static final int TRIES = 10;

    /** Draws a part as DFER-CLIP's code does; where nothing fits, a square of the short side anywhere. */
    static CropDraw dferClip(int ofWidth, int ofHeight, SplittableRandom random) {
        double whole = (double) ofWidth * ofHeight;
        for (int attempt = 0; attempt < TRIES; attempt++) {
            double area = random.nextDouble(0.08, 1) * whole;
            double aspect = random.nextDouble(3.0 / 4, 4.0 / 3);
            int width = (int) Math.rint(Math.sqrt(area * aspect));
            int height = (int) Math.rint(Math.sqrt(area / aspect));
            boolean swapped = random.nextBoolean();
            CropDraw drawn = swapped
                    ? anywhere(height, width, ofWidth, ofHeight, random)
                    : anywhere(width, height, ofWidth, ofHeight, random);
            if (drawn.fits()) {
                return drawn;
            }
        }
        int side = Math.min(ofWidth, ofHeight);
        return anywhere(side, side, ofWidth, ofHeight, random);
    }

    /**
     * Draws a part as torchvision's {@code RandomResizedCrop} does with CLIPER's numbers; where nothing fits, all of
     * it.
     */
    static CropDraw cliper(int ofWidth, int ofHeight, SplittableRandom random) {
        double whole = (double) ofWidth * ofHeight;
        for (int attempt = 0; attempt < TRIES; attempt++) {
            double area = random.nextDouble(0.15, 1) * whole;
            double aspect = StrictMath.exp(random.nextDouble(StrictMath.log(0.3), StrictMath.log(3.3)));
            CropDraw drawn = anywhere(
                    (int) Math.rint(Math.sqrt(area * aspect)),
                    (int) Math.rint(Math.sqrt(area / aspect)),
                    ofWidth,
                    ofHeight,
                    random);
            if (drawn.fits()) {
                return drawn;
            }
        }
        return new CropDraw(0, 0, ofWidth, ofHeight, ofWidth, ofHeight);
    }

    private static CropDraw anywhere(int width, int height, int ofWidth, int ofHeight, SplittableRandom random) {
        int left = random.nextInt(Math.max(1, ofWidth - width + 1));
        int top = random.nextInt(Math.max(1, ofHeight - height + 1));
        return new CropDraw(left, top, width, height, ofWidth, ofHeight);
    }

    private boolean fits() {
        return width >= 1 && height >= 1 && width <= ofWidth && height <= ofHeight;
    }

    /**
     * Cuts the part out and resizes it. Of a picture of another size than it was drawn for, the same part in proportion.
     *
     * @return {@code [size, size, 3] uint8}
     */
    byte[] apply(RgbImage picture, int size, Resampling filter) {
        double across = (double) picture.width() / ofWidth;
        double down = (double) picture.height() / ofHeight;
        FaceBox part = new FaceBox(
                (float) Math.rint(left * across),
                (float) Math.rint(top * down),
                (float) Math.max(1, Math.rint(width * across)),
                (float) Math.max(1, Math.rint(height * down)));
        return new PreprocessingProfile(size, new FaceCut.BoxTimes(1, 0, false), ResizeRule.SQUASH, filter)
                .prepare(picture, part, null);
    }
}
