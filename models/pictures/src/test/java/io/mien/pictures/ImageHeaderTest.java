package io.mien.pictures;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.mien.pictures.UnreadableImageException.Reason;
import java.awt.image.BufferedImage;
import java.nio.ByteBuffer;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class ImageHeaderTest {

    @ParameterizedTest
    @ValueSource(strings = {"JPEG", "PNG"})
    void readsFormatAndSizeAndLeavesTheBufferAsItWas(String format) throws Exception {
        byte[] encoded = Pictures.encode(Pictures.gradient(70, 31, BufferedImage.TYPE_INT_RGB), format);
        ByteBuffer buffer = ByteBuffer.allocate(encoded.length + 10).position(7);
        buffer.put(encoded).flip().position(7);
        ImageHeader header = ImageHeader.read(buffer, ImageLimits.DEFAULT);
        assertThat(header).isEqualTo(new ImageHeader(ImageHeader.Format.valueOf(format), 70, 31));
        assertThat(buffer.position()).isEqualTo(7);
    }

    @Test
    void aPngThatClaimsAHundredMegapixelsIsTooLargeWhateverFollows() throws Exception {
        byte[] encoded = Pictures.encode(Pictures.gradient(8, 8, BufferedImage.TYPE_INT_RGB), "PNG");
        ByteBuffer.wrap(encoded).putInt(16, 10_000).putInt(20, 10_000);
        UnreadableImageException refused = refuse(encoded, ImageLimits.DEFAULT);
        assertThat(refused.reason()).isEqualTo(Reason.IMAGE_TOO_LARGE);
        assertThat(refused).hasMessage("10000 x 10000 pixels (expected: at most 16000000)");
    }

    @Test
    void aJpegThatClaimsTheLargestSizeIsTooLarge() throws Exception {
        byte[] encoded = Pictures.encode(Pictures.gradient(8, 8, BufferedImage.TYPE_INT_RGB), "JPEG");
        int frameHeader = 0;
        while (!((encoded[frameHeader] & 0xff) == 0xff && (encoded[frameHeader + 1] & 0xff) == 0xc0)) {
            frameHeader++;
        }
        Arrays.fill(encoded, frameHeader + 5, frameHeader + 9, (byte) 0xff);
        assertThat(refuse(encoded, ImageLimits.DEFAULT)).hasMessageContaining("65535 x 65535 pixels");
    }

    @Test
    void aPngOfTheLargestSizeThereIsDoesNotOverflow() throws Exception {
        byte[] encoded = Pictures.encode(Pictures.gradient(8, 8, BufferedImage.TYPE_INT_RGB), "PNG");
        ByteBuffer.wrap(encoded).putInt(16, Integer.MAX_VALUE).putInt(20, Integer.MAX_VALUE);
        assertThat(refuse(encoded, ImageLimits.DEFAULT).reason()).isEqualTo(Reason.IMAGE_TOO_LARGE);
        ByteBuffer.wrap(encoded).putInt(16, -1).putInt(20, -1);
        assertThat(refuse(encoded, ImageLimits.DEFAULT).reason()).isEqualTo(Reason.NOT_AN_IMAGE);
    }

    @Test
    void moreBytesThanAllowedAreNotLookedAt() {
        UnreadableImageException refused = refuse(new byte[11], new ImageLimits(10, 1000));
        assertThat(refused.reason()).isEqualTo(Reason.IMAGE_TOO_LARGE);
        assertThat(refused).hasMessage("11 bytes (expected: at most 10)");
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3, 4, 10, 19, 30, 100})
    void aHeaderThatIsCutOffIsNoPicture(int length) throws Exception {
        for (String format : new String[] {"JPEG", "PNG"}) {
            byte[] encoded = Pictures.encode(Pictures.gradient(64, 64, BufferedImage.TYPE_INT_RGB), format);
            byte[] cut = Arrays.copyOf(encoded, length);
            if (format.equals("PNG") && length >= 33) {
                continue; // its header is whole by then
            }
            assertThat(refuse(cut, ImageLimits.DEFAULT).reason()).isEqualTo(Reason.NOT_AN_IMAGE);
        }
    }

    @Test
    void otherFormatsAreNoPictures() throws Exception {
        byte[] gif = Pictures.encode(Pictures.gradient(8, 8, BufferedImage.TYPE_INT_RGB), "GIF");
        assertThat(refuse(gif, ImageLimits.DEFAULT).reason()).isEqualTo(Reason.NOT_AN_IMAGE);
    }

    private static UnreadableImageException refuse(byte[] encoded, ImageLimits limits) {
        return catchThrowableOfType(
                UnreadableImageException.class, () -> ImageHeader.read(ByteBuffer.wrap(encoded), limits));
    }
}
