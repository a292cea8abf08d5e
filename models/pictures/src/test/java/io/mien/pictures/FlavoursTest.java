package io.mien.pictures;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.Objects;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Pictures as cameras, telephones and programs leave them have the numbers that PIL gives them, to the bit. {@code
 * src/differential/record_pictures.py} wrote both.
 */
final class FlavoursTest {
    private final ImageDecoder decoder = new ImageDecoder(ImageLimits.DEFAULT);

    @ParameterizedTest
    @ValueSource(
            strings = {
                "plain.jpg",
                "full-chroma.jpg",
                "half-chroma.jpg",
                "noise.jpg",
                "progressive.jpg",
                "restarts.jpg",
                "gray.jpg",
                "gray-adobe.jpg",
                "exif-first.jpg",
                "exif-after-jfif.jpg",
                "jfif-after-exif.jpg",
                "no-application-segment.jpg",
                "adobe-ycc.jpg",
                "adobe-rgb.jpg",
                "rgb-by-its-components.jpg",
                "jfif-and-adobe-rgb.jpg",
                "adobe-unknown-transform.jpg",
                "p3.jpg",
                "p3-exif-first.jpg",
                "p3-turned.jpg",
                "turned-2.jpg",
                "turned-3.jpg",
                "turned-4.jpg",
                "turned-5.jpg",
                "turned-6.jpg",
                "turned-7.jpg",
                "turned-8.jpg",
                "turned-by-xmp.jpg",
                "turned-by-xmp-element.jpg",
                "turned-by-exif-not-xmp.jpg",
                "xmp-in-single-quotes.jpg",
                "plain.png",
                "p3.png",
                "gamma.png",
                "gray.png",
                "gray-alpha.png",
                "alpha.png",
                "palette.png",
                "palette-transparent.png",
                "two-values.png",
                "turned.png"
            })
    void eachHasTheNumbersThatPilGivesIt(String name) throws Exception {
        RgbImage expected = decoder.decode(bytes(name + ".expected.png"));
        RgbImage decoded = decoder.decodeUpright(bytes(name));
        assertThat(decoded.width()).isEqualTo(expected.width());
        assertThat(decoded.height()).isEqualTo(expected.height());
        assertThat(decoded.pixels()).isEqualTo(expected.pixels());
    }

    private static ByteBuffer bytes(String name) throws Exception {
        try (InputStream in =
                Objects.requireNonNull(FlavoursTest.class.getResourceAsStream("/fixtures/flavours/" + name), name)) {
            return ByteBuffer.wrap(in.readAllBytes());
        }
    }
}
