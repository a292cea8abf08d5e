package io.mien.pictures;

import java.util.stream.Stream;

/**
 * How a stored picture is to be turned and mirrored to stand upright: the eight ways of EXIF's tag Orientation (CIPA
 * DC-008, 4.6.5), which a film's display matrix and a camera's mounting have too.
 *
 * <p>The four numbers of each say where a pixel goes, x to the right and y down, up to a shift: {@code x' = xx x + xy y},
 * {@code y' = yx x + yy y}.
 */
public enum Orientation {
    UPRIGHT(1, 1, 0, 0, 1),
    MIRRORED(2, -1, 0, 0, 1),
    HALF_TURN(3, -1, 0, 0, -1),
    FLIPPED(4, 1, 0, 0, -1),
    TRANSPOSED(5, 0, 1, 1, 0),
    CLOCKWISE(6, 0, -1, 1, 0),
    TRANSVERSED(7, 0, -1, -1, 0),
    COUNTERCLOCKWISE(8, 0, 1, -1, 0);

    private static final int BYTES_PER_PIXEL = 3;

    private final int exif;
    private final int xx;
    private final int xy;
    private final int yx;
    private final int yy;

    Orientation(int exif, int xx, int xy, int yx, int yy) {
        this.exif = exif;
        this.xx = xx;
        this.xy = xy;
        this.yx = yx;
        this.yy = yy;
    }

    /** The one that EXIF gives this number; {@link #UPRIGHT} for any other than 1 to 8, as viewers do. */
    public static Orientation ofExif(int number) {
        return Stream.of(values())
                .filter(orientation -> orientation.exif == number)
                .findFirst()
                .orElse(UPRIGHT);
    }

    /**
     * The turn nearest to an angle.
     *
     * @param clockwise by which the stored picture is to be turned, degrees; not a number: none
     */
    public static Orientation ofDegrees(double clockwise) {
        int quarters = (int) Math.floorMod(Math.round(clockwise / 90), 4L);
        return switch (quarters) {
            case 1 -> CLOCKWISE;
            case 2 -> HALF_TURN;
            case 3 -> COUNTERCLOCKWISE;
            default -> UPRIGHT;
        };
    }

    /**
     * The one nearest to a matrix, whatever its scale: {@code x' = xx x + xy y}, {@code y' = yx x + yy y}.
     * {@link #UPRIGHT} for one without inverse.
     */
    public static Orientation ofMatrix(double xx, double xy, double yx, double yy) {
        if (xx * yy - xy * yx == 0) {
            return UPRIGHT;
        }
        boolean straight = Math.abs(xx) + Math.abs(yy) >= Math.abs(xy) + Math.abs(yx);
        return straight ? ofSigns(sign(xx), 0, 0, sign(yy)) : ofSigns(0, sign(xy), sign(yx), 0);
    }

    private static int sign(double value) {
        return value < 0 ? -1 : 1;
    }

    private static Orientation ofSigns(int xx, int xy, int yx, int yy) {
        return Stream.of(values())
                .filter(one -> one.xx == xx && one.xy == xy && one.yx == yx && one.yy == yy)
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("the eight are all there are"));
    }

    /** This one first, then the other. */
    public Orientation then(Orientation other) {
        return ofSigns(
                other.xx * xx + other.xy * yx,
                other.xx * xy + other.xy * yy,
                other.yx * xx + other.yy * yx,
                other.yx * xy + other.yy * yy);
    }

    /** Whether width and height change places. */
    public boolean swapsSides() {
        return xx == 0;
    }

    /** The upright picture; the same object where nothing is to be done. */
    public RgbImage apply(RgbImage image) {
        if (this == UPRIGHT) {
            return image;
        }
        int width = swapsSides() ? image.height() : image.width();
        int height = swapsSides() ? image.width() : image.height();
        // A pixel of the upright picture comes from: the inverse of a matrix of this kind is its transpose.
        int row = BYTES_PER_PIXEL * image.width();
        int stepX = xx * BYTES_PER_PIXEL + xy * row;
        int stepY = yx * BYTES_PER_PIXEL + yy * row;
        int first = (stepX < 0 ? -stepX * (width - 1) : 0) + (stepY < 0 ? -stepY * (height - 1) : 0);
        byte[] stored = image.pixels();
        byte[] upright = new byte[stored.length];
        int target = 0;
        for (int y = 0; y < height; y++) {
            int source = first + y * stepY;
            for (int x = 0; x < width; x++) {
                upright[target] = stored[source];
                upright[target + 1] = stored[source + 1];
                upright[target + 2] = stored[source + 2];
                target += BYTES_PER_PIXEL;
                source += stepX;
            }
        }
        return new RgbImage(width, height, upright);
    }
}
