package io.mien.ingest.detect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mien.ingest.SquareDetector;
import io.mien.ingest.picture.Picture;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class FaceSelectionTest {
    private static final int WIDTH = 200;
    private static final int HEIGHT = 100;
    private static final int SIDE = 20;
    private static final PictureRegion LEFT = new PictureRegion(0, 0, 0.5, 1);
    private static final PictureRegion RIGHT = new PictureRegion(0.5, 0, 0.5, 1);

    /** A bright square, 20 pixels a side, in the left half. */
    private static Picture picture() {
        byte[] pixels = new byte[3 * WIDTH * HEIGHT];
        for (int row = 40; row < 40 + SIDE; row++) {
            Arrays.fill(pixels, 3 * (row * WIDTH + 30), 3 * (row * WIDTH + 30 + SIDE), (byte) 200);
        }
        return Picture.ofRgb(WIDTH, HEIGHT, pixels);
    }

    private static int found(FaceSelection selection) {
        try (Picture picture = picture();
                FaceDetector detector = new SquareDetector()) {
            return selection.find(detector, picture).size();
        }
    }

    @Test
    void everyFaceCountsUnlessSaidOtherwise() {
        assertThat(found(FaceSelection.ALL)).isOne();
    }

    @Test
    void aFaceSmallerThanTheSmallestDoesNotCount() {
        assertThat(found(new FaceSelection(SIDE, List.of(), List.of()))).isOne();
        assertThat(found(new FaceSelection(SIDE + 1, List.of(), List.of()))).isZero();
    }

    @Test
    void aFaceCountsWhereItIsLookedFor() {
        assertThat(found(new FaceSelection(0, List.of(LEFT), List.of()))).isOne();
        assertThat(found(new FaceSelection(0, List.of(RIGHT), List.of()))).isZero();
        assertThat(found(new FaceSelection(0, List.of(RIGHT, LEFT), List.of()))).isOne();
    }

    @Test
    void whatIsMaskedIsNotSeen() {
        assertThat(found(new FaceSelection(0, List.of(), List.of(LEFT)))).isZero();
        assertThat(found(new FaceSelection(0, List.of(), List.of(RIGHT)))).isOne();
    }

    @Test
    void aRegionOutsideOfThePictureIsRefusedInWords() {
        assertThatThrownBy(() -> new PictureRegion(0.6, 0, 0.5, 1))
                .hasMessage("region: x 0.6, y 0.0, width 0.5, height 1.0"
                        + " (expected: shares of the picture, from 0 to 1, none of it outside)");
    }
}
