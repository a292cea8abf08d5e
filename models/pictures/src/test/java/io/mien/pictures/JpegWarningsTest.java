package io.mien.pictures;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.awt.image.BufferedImage;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JpegWarningsTest {
    private static final int END = 2;

    /** The decoder goes on behind damage and paints the rest wrong; mostly it has codes left over at the end then. */
    @Test
    void mostPicturesWithAFewChangedBytesAreRefused() throws Exception {
        byte[] encoded = Pictures.encode(Pictures.noise(96, 96, BufferedImage.TYPE_INT_RGB), "JPEG");
        Random random = new Random(17);
        int refused = 0;
        for (int round = 0; round < 200; round++) {
            byte[] damaged = encoded.clone();
            for (int i = 0; i < 8; i++) {
                int first = encoded.length / 5;
                damaged[first + random.nextInt(encoded.length - first - END)] = (byte) random.nextInt(0xff);
            }
            refused += isRead(damaged) ? 0 : 1;
        }
        assertThat(refused).isGreaterThan(170);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 4, 13, 2_000})
    void fillingBeforeTheEndIsNoDamage(int bytes) throws Exception {
        byte[] encoded = Pictures.encode(Pictures.gradient(64, 64, BufferedImage.TYPE_INT_RGB), "JPEG");
        byte[] filled = Arrays.copyOf(encoded, encoded.length + bytes);
        Arrays.fill(filled, encoded.length - END, filled.length, (byte) 0);
        System.arraycopy(encoded, encoded.length - END, filled, filled.length - END, END);

        assertThat(decode(filled).pixels()).isEqualTo(decode(encoded).pixels());
    }

    @Test
    void codesThatAreLeftOverBeforeTheEndAreDamage() throws Exception {
        byte[] encoded = Pictures.encode(Pictures.noise(64, 64, BufferedImage.TYPE_INT_RGB), "JPEG");
        byte[] longer = Arrays.copyOf(encoded, encoded.length + 40);
        for (int i = 0; i < 42; i++) {
            longer[encoded.length - END + i] = (byte) (1 + i);
        }
        System.arraycopy(encoded, encoded.length - END, longer, longer.length - END, END);

        assertThatExceptionOfType(UnreadableImageException.class)
                .isThrownBy(() -> decode(longer))
                .withMessageContaining("extraneous bytes before marker 0xd9");
    }

    private static boolean isRead(byte[] encoded) {
        try {
            return decode(encoded).width() > 0;
        } catch (UnreadableImageException e) {
            return false;
        }
    }

    private static RgbImage decode(byte[] encoded) throws UnreadableImageException {
        return new ImageDecoder(ImageLimits.DEFAULT).decode(ByteBuffer.wrap(encoded));
    }
}
