package io.mien.faces.render;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

final class RasterizerTest {
    private static final ScreenMap AS_IT_IS = ScreenMap.of(1, 0, 0);

    /** Two triangles over the whole canvas of 4 x 4 fine points, facing the camera: y runs down. */
    private static final int[] SQUARE = {0, 1, 2, 0, 2, 3};

    private final Canvas canvas = new Canvas(2, 2);

    @Test
    void whatIsNearerHidesWhatIsFartherInEitherOrder() {
        canvas.clear();
        square(0.1f, 0.2f);
        square(0.2f, 0.6f);
        square(0.15f, 0.9f);

        for (float light : canvas.light()) {
            assertThat(light).isCloseTo(0.6f, Offset.offset(1e-5f));
        }
        assertThat(canvas.meanLightOfMiddle()).isCloseTo(0.6f, Offset.offset(1e-6f));
    }

    @Test
    void whatFacesAwayIsNotDrawn() {
        canvas.clear();
        Rasterizer.draw(canvas, new int[] {0, 2, 1, 0, 3, 2}, 0, 2, places(0.1f), colours(0.5f));

        assertThat(canvas.depth()).containsOnly(0);
    }

    @Test
    void coloursRunFromCornerToCorner() {
        float[] colours = colours(0);
        colours[3] = 1; // red at the lower left corner
        canvas.clear();
        Rasterizer.draw(canvas, SQUARE, 0, 1, places(0.1f), colours);

        assertThat(red(0, 3)).isCloseTo(0.75f, Offset.offset(1e-5f));
        assertThat(red(0, 1)).isCloseTo(0.25f, Offset.offset(1e-5f));
    }

    @Test
    void aHalfCoveredPixelShowsHalfTheBackground() {
        float[] left = places(0.1f);
        for (int i = 0; i < left.length; i += 3) {
            left[i] = Math.min(left[i], 1);
        }
        canvas.clear();
        Rasterizer.draw(canvas, SQUARE, 0, 2, left, colours(100));
        byte[] picture = new byte[12];
        canvas.finish(new Exposure(1), Background.wall(0, 0, 0).seenThrough(AS_IT_IS, 1), picture);

        assertThat(picture[0] & 0xff).isEqualTo(128);
        assertThat(picture[3] & 0xff).isZero();
    }

    private float red(int x, int y) {
        return canvas.light()[3 * (y * canvas.fineWidth() + x)];
    }

    private void square(float depth, float light) {
        Rasterizer.draw(canvas, SQUARE, 0, 2, places(depth), colours(light));
    }

    private static float[] places(float depth) {
        return new float[] {0, 0, depth, 0, 4, depth, 4, 4, depth, 4, 0, depth};
    }

    private static float[] colours(float light) {
        float[] colours = new float[12];
        Arrays.fill(colours, light);
        return colours;
    }
}
