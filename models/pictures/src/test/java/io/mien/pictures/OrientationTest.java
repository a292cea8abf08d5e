package io.mien.pictures;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class OrientationTest {

    /** A picture whose pixels are told apart by one number each, rows from the top. */
    private static RgbImage picture(int width, int... numbers) {
        byte[] pixels = new byte[3 * numbers.length];
        for (int i = 0; i < pixels.length; i++) {
            pixels[i] = (byte) (10 * numbers[i / 3] + i % 3);
        }
        return new RgbImage(width, numbers.length / width, pixels);
    }

    /** 1 2 3 over 4 5 6, stored; what each number of EXIF makes of it, as Pillow's exif_transpose does. */
    @ParameterizedTest
    @CsvSource({
        "1, 3, 1 2 3 4 5 6",
        "2, 3, 3 2 1 6 5 4",
        "3, 3, 6 5 4 3 2 1",
        "4, 3, 4 5 6 1 2 3",
        "5, 2, 1 4 2 5 3 6",
        "6, 2, 4 1 5 2 6 3",
        "7, 2, 6 3 5 2 4 1",
        "8, 2, 3 6 2 5 1 4",
        "9, 3, 1 2 3 4 5 6",
        "0, 3, 1 2 3 4 5 6",
    })
    void eachNumberOfExifIsFollowed(int exif, int width, String numbers) {
        int[] expected = java.util.stream.Stream.of(numbers.split(" "))
                .mapToInt(Integer::parseInt)
                .toArray();

        RgbImage upright = Orientation.ofExif(exif).apply(picture(3, 1, 2, 3, 4, 5, 6));

        assertThat(upright.width()).isEqualTo(width);
        assertThat(upright.pixels()).isEqualTo(picture(width, expected).pixels());
    }

    @ParameterizedTest
    @EnumSource
    void oneAfterTheOtherIsTheirProduct(Orientation first) {
        RgbImage stored = picture(3, 1, 2, 3, 4, 5, 6);
        for (Orientation second : Orientation.values()) {
            RgbImage stepwise = second.apply(first.apply(stored));
            RgbImage atOnce = first.then(second).apply(stored);
            assertThat(atOnce.pixels()).as("%s then %s", first, second).isEqualTo(stepwise.pixels());
            assertThat(atOnce.width()).isEqualTo(stepwise.width());
        }
    }

    @Test
    void anglesAndMatricesNameTheNearestTurn() {
        assertThat(Orientation.ofDegrees(90)).isEqualTo(Orientation.CLOCKWISE);
        assertThat(Orientation.ofDegrees(-91)).isEqualTo(Orientation.COUNTERCLOCKWISE);
        assertThat(Orientation.ofDegrees(540)).isEqualTo(Orientation.HALF_TURN);
        assertThat(Orientation.ofDegrees(Double.NaN)).isEqualTo(Orientation.UPRIGHT);
        assertThat(Orientation.ofMatrix(0.01, -2, 2, 0)).isEqualTo(Orientation.CLOCKWISE);
        assertThat(Orientation.ofMatrix(-1, 0, 0, 1)).isEqualTo(Orientation.MIRRORED);
        assertThat(Orientation.ofMatrix(0, 0, 0, 0)).isEqualTo(Orientation.UPRIGHT);
    }
}
