package io.mien.ingest.picture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mien.pictures.FaceBox;
import java.nio.ByteBuffer;
import java.util.function.IntBinaryOperator;
import org.junit.jupiter.api.Test;

class SketchTest {
    private static final int WIDTH = 160;
    private static final int HEIGHT = 120;
    private static final FaceBox BOX = new FaceBox(50, 30, 60, 60);

    /** A light disc with two dark spots, of another brightness and moved a little. */
    private static IntBinaryOperator face(double brightness, int moved) {
        return (x, y) -> {
            double aside = x - moved - 80;
            double down = y - 60;
            boolean spot = Math.hypot(Math.abs(aside) - 12, down + 8) < 6;
            int shade = (int) (brightness * (spot ? 40 : Math.hypot(aside, down) < 30 ? 180 : 90));
            return rgb(shade, shade * 8 / 10, shade * 7 / 10);
        };
    }

    private static int rgb(int red, int green, int blue) {
        return (red << 16) | (green << 8) | blue;
    }

    private static Sketch sketch(IntBinaryOperator colour, FaceBox box) {
        byte[] rgb = new byte[3 * WIDTH * HEIGHT];
        for (int i = 0; i < WIDTH * HEIGHT; i++) {
            int value = colour.applyAsInt(i % WIDTH, i / WIDTH);
            rgb[3 * i] = (byte) (value >> 16);
            rgb[3 * i + 1] = (byte) (value >> 8);
            rgb[3 * i + 2] = (byte) value;
        }
        try (Picture picture = Picture.ofRgb(WIDTH, HEIGHT, rgb)) {
            return Sketch.ofFace(picture, box);
        }
    }

    @Test
    void theSameFaceALittleFurtherAndInOtherLightDiffersLittle() {
        Sketch sketch = sketch(face(1, 0), BOX);

        assertThat(sketch.difference(sketch)).isZero();
        assertThat(sketch.difference(sketch(face(1, 2), BOX))).isLessThan(0.15f);
        assertThat(sketch.difference(sketch(face(0.6, 0), BOX))).isLessThan(0.1f);
    }

    @Test
    void aBlendStraysNotFromTheWayAndAMotionDoes() {
        Sketch here = sketch(face(1, -40), BOX);
        Sketch there = sketch(face(1, 40), BOX);
        Sketch half = sketch(
                (x, y) -> {
                    int one = face(1, -40).applyAsInt(x, y);
                    int other = face(1, 40).applyAsInt(x, y);
                    return rgb(
                            ((one >> 16) + (other >> 16)) / 2,
                            (((one >> 8) & 0xff) + ((other >> 8) & 0xff)) / 2,
                            ((one & 0xff) + (other & 0xff)) / 2);
                },
                BOX);

        assertThat(half.strayness(here, there, 0.5)).isLessThan(0.05f);
        assertThat(sketch(face(1, 0), BOX).strayness(here, there, 0.5)).isGreaterThan(0.2f);
        assertThat(here.strayness(here, here, 0.5)).isEqualTo(1);
    }

    @Test
    void otherLightAndShadeIsAnother() {
        Sketch upsideDown = sketch((x, y) -> face(1, 0).applyAsInt(x, HEIGHT - y), BOX);
        Sketch dark = sketch((x, y) -> 0xf0f0f0 - face(1, 0).applyAsInt(x, y), BOX);

        assertThat(sketch(face(1, 0), BOX).difference(upsideDown)).isGreaterThan(0.55f);
        assertThat(sketch(face(1, 0), BOX).difference(dark)).isGreaterThan(0.55f);
    }

    @Test
    void otherColoursAreAnother() {
        Sketch green = sketch((x, y) -> face(1, 0).applyAsInt(x, y) & 0x00ff00, BOX);

        assertThat(sketch(face(1, 0), BOX).difference(green)).isGreaterThan(0.55f);
    }

    @Test
    void whatLiesOverTheEdgeGoesOnAsTheEdgeDoes() {
        Sketch plain = sketch((x, y) -> 0x808080, new FaceBox(-20, 100, 60, 60));

        assertThat(plain.difference(sketch((x, y) -> 0x808080, BOX))).isZero();
        assertThat(plain.isNone()).isFalse();
    }

    @Test
    void nothingIsKnownOfWhatLiesOutside() {
        assertThat(sketch(face(1, 0), new FaceBox(500, 500, 60, 60))).isEqualTo(Sketch.NONE);
        assertThat(Sketch.NONE.difference(sketch(face(1, 0), BOX))).isZero();
    }

    @Test
    void itsBytesMakeItAgain() {
        Sketch sketch = sketch(face(1, 0), BOX);

        assertThat(Sketch.of(sketch.bytes())).isEqualTo(sketch);
        assertThat(Sketch.of(Sketch.NONE.bytes())).isEqualTo(Sketch.NONE);
        assertThatThrownBy(() -> Sketch.of(ByteBuffer.allocate(7))).hasMessage("sketch: 7 bytes (expected: 432)");
    }
}
