package io.mien.pictures;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.mien.pictures.UnreadableImageException.Reason;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Random;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;
import javax.imageio.stream.ImageOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class ImageDecoderTest {
    private final ImageDecoder decoder = new ImageDecoder(ImageLimits.DEFAULT);

    @Test
    void pngKeepsEveryValueInRedGreenBlueOrder() throws Exception {
        BufferedImage noise = Pictures.noise(37, 21, BufferedImage.TYPE_INT_RGB);
        RgbImage decoded = decode(Pictures.encode(noise, "PNG"));
        assertThat(decoded.pixels()).isEqualTo(rgb(noise));
    }

    @ParameterizedTest
    @ValueSource(
            ints = {BufferedImage.TYPE_4BYTE_ABGR, BufferedImage.TYPE_BYTE_INDEXED, BufferedImage.TYPE_BYTE_BINARY})
    void pngWithAlphaOrPaletteGivesItsColours(int type) throws Exception {
        BufferedImage image = Pictures.gradient(20, 30, type);
        assertThat(decode(Pictures.encode(image, "PNG")).pixels()).isEqualTo(rgb(image));
    }

    @Test
    void grayIsRepeatedAndNotLightened() throws Exception {
        for (String format : new String[] {"PNG", "JPEG"}) {
            RgbImage decoded = decode(Pictures.encode(flatGray(77), format));
            for (byte value : decoded.pixels()) {
                assertThat(value).isEqualTo((byte) 77);
            }
        }
    }

    @Test
    void sixteenBitPngKeepsTheUpperEight() throws Exception {
        BufferedImage image = new BufferedImage(4, 4, BufferedImage.TYPE_USHORT_GRAY);
        image.getRaster().setSample(1, 0, 0, 0xabcd);
        assertThat(decode(Pictures.encode(image, "PNG")).pixels()[3]).isEqualTo((byte) 0xab);
    }

    @Test
    void jpegIsCloseToWhatWasEncoded() throws Exception {
        BufferedImage image = Pictures.gradient(64, 48, BufferedImage.TYPE_INT_RGB);
        RgbImage decoded = decode(Pictures.encode(image, "JPEG"));
        byte[] expected = rgb(image);
        for (int i = 0; i < expected.length; i++) {
            assertThat(Math.abs((decoded.pixels()[i] & 0xff) - (expected[i] & 0xff)))
                    .isLessThan(16);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 37, 64, 301})
    void aJpegHasTheValuesThatImageIoGivesItToTheBit(int width) throws Exception {
        byte[] encoded = Pictures.encode(Pictures.noise(width, 48, BufferedImage.TYPE_INT_RGB), "JPEG");
        assertThat(decode(encoded).pixels()).isEqualTo(rgb(readByImageIo(encoded)));
    }

    @Test
    void aJpegThatDoesNotCallItselfJfifHasTheSameValues() throws Exception {
        byte[] encoded = Pictures.encode(Pictures.noise(64, 48, BufferedImage.TYPE_INT_RGB), "JPEG");
        byte[] unnamed = encoded.clone();
        System.arraycopy("JUNK".getBytes(US_ASCII), 0, unnamed, 6, 4);
        assertThat(decode(unnamed).pixels()).isEqualTo(decode(encoded).pixels());
    }

    @Test
    void aJpegThatSaysThatItStoresOtherColoursIsNotTakenForLumaAndChroma() throws Exception {
        byte[] encoded = Pictures.encode(Pictures.noise(64, 48, BufferedImage.TYPE_INT_RGB), "JPEG");
        byte[] unnamed = withAdobeSegment(encoded, 0);
        System.arraycopy("JUNK".getBytes(US_ASCII), 0, unnamed, 6, 4);
        byte[] luma = ((java.awt.image.DataBufferByte) storedByImageIo(encoded).getDataBuffer()).getData();
        assertThat(decode(unnamed).pixels()).isEqualTo(luma);
        assertThat(decode(withAdobeSegment(encoded, 1)).pixels())
                .isEqualTo(decode(encoded).pixels());
    }

    @Test
    void readsFromAnyKindOfBufferAndLeavesItAsItWas() throws Exception {
        byte[] encoded = Pictures.encode(Pictures.noise(9, 9, BufferedImage.TYPE_INT_RGB), "PNG");
        ByteBuffer direct = ByteBuffer.allocateDirect(encoded.length + 3).position(3);
        direct.put(encoded).flip().position(3);
        assertThat(decoder.decode(direct).pixels()).isEqualTo(decode(encoded).pixels());
        assertThat(direct.position()).isEqualTo(3);
        assertThat(decoder.decode(direct.asReadOnlyBuffer()).width()).isEqualTo(9);
    }

    @ParameterizedTest
    @ValueSource(strings = {"JPEG", "PNG"})
    void aPictureThatIsCutOffAnywhereIsRefused(String format) throws Exception {
        byte[] encoded = Pictures.encode(Pictures.gradient(64, 64, BufferedImage.TYPE_INT_RGB), format);
        for (int length = 0; length < encoded.length; length += 13) {
            assertRefused(Arrays.copyOf(encoded, length));
        }
        assertRefused(Arrays.copyOf(encoded, encoded.length - 1));
    }

    @Test
    void aJpegWhoseDataStopsBeforeItsEndMarkerIsRefused() throws Exception {
        byte[] encoded = Pictures.encode(Pictures.noise(64, 64, BufferedImage.TYPE_INT_RGB), "JPEG");
        byte[] stopped = Arrays.copyOf(encoded, encoded.length / 2);
        stopped[stopped.length - 2] = (byte) 0xff;
        stopped[stopped.length - 1] = (byte) 0xd9;
        assertRefused(stopped);
    }

    @Test
    void aJpegWithBytesBehindItsEndIsReadAsCamerasSendThem() throws Exception {
        byte[] encoded = Pictures.encode(Pictures.gradient(32, 32, BufferedImage.TYPE_INT_RGB), "JPEG");
        assertThat(decode(Arrays.copyOf(encoded, encoded.length + 64)).pixels())
                .isEqualTo(decode(encoded).pixels());
    }

    @Test
    void progressiveJpegIsRead() throws Exception {
        BufferedImage image = Pictures.gradient(64, 48, BufferedImage.TYPE_INT_RGB);
        ImageWriter writer = ImageIO.getImageWritersByFormatName("JPEG").next();
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ImageOutputStream out = ImageIO.createImageOutputStream(bytes)) {
            writer.setOutput(out);
            ImageWriteParam parameters = writer.getDefaultWriteParam();
            parameters.setProgressiveMode(ImageWriteParam.MODE_DEFAULT);
            writer.write(null, new IIOImage(image, null, null), parameters);
        } finally {
            writer.dispose();
        }
        assertThat(decode(bytes.toByteArray()).width()).isEqualTo(64);
    }

    @Test
    void printColoursAreRefusedByName() throws Exception {
        UnreadableImageException refused = refuse(fourComponents());
        assertThat(refused.reason()).isEqualTo(Reason.NOT_AN_IMAGE);
        assertThat(refused).hasMessageContaining("print colours");
    }

    @Test
    void aPngWithOneBitChangedIsRefused() throws Exception {
        byte[] encoded = Pictures.encode(Pictures.noise(16, 16, BufferedImage.TYPE_INT_RGB), "PNG");
        for (int at = 8; at < encoded.length; at += 7) {
            byte[] damaged = encoded.clone();
            damaged[at] ^= 4;
            assertRefused(damaged);
        }
    }

    @Test
    void randomDamageGivesAPictureOfTheHeadersSizeOrARefusalAndNothingElse() throws Exception {
        byte[] encoded = Pictures.encode(Pictures.noise(48, 48, BufferedImage.TYPE_INT_RGB), "JPEG");
        Random random = new Random(11);
        ImageDecoder small = new ImageDecoder(new ImageLimits(1 << 20, 100_000));
        int refused = 0;
        for (int round = 0; round < 300; round++) {
            byte[] damaged = encoded.clone();
            for (int i = 0; i < 3; i++) {
                damaged[random.nextInt(damaged.length)] = (byte) random.nextInt();
            }
            try {
                ImageHeader header = ImageHeader.read(ByteBuffer.wrap(damaged), ImageLimits.DEFAULT);
                assertThat(small.decode(ByteBuffer.wrap(damaged)).pixels())
                        .hasSize(3 * header.width() * header.height());
            } catch (UnreadableImageException e) {
                refused++;
            }
        }
        assertThat(refused).isPositive();
    }

    /** 1 2 3 over 4 5 6 in big blocks, so that compression leaves them apart. */
    private static BufferedImage sixBlocks() {
        BufferedImage image = new BufferedImage(48, 32, BufferedImage.TYPE_INT_RGB);
        for (int y = 0; y < 32; y++) {
            for (int x = 0; x < 48; x++) {
                image.setRGB(x, y, 0x010101 * (40 * (1 + x / 16 + 3 * (y / 16))));
            }
        }
        return image;
    }

    @ParameterizedTest
    @ValueSource(strings = {"JPEG", "PNG"})
    void aPictureStandsUprightAsItsExifDataSays(String format) throws Exception {
        byte[] encoded = Pictures.encode(sixBlocks(), format);
        byte[] turned = format.equals("PNG") ? withExifChunk(encoded, 6) : withExifSegment(encoded, 6);

        RgbImage stored = decoder.decode(ByteBuffer.wrap(turned));
        RgbImage upright = decoder.decodeUpright(ByteBuffer.wrap(turned));

        assertThat(stored.width()).isEqualTo(48);
        assertThat(upright.width()).isEqualTo(32);
        assertThat(upright.pixels())
                .isEqualTo(Orientation.CLOCKWISE.apply(stored).pixels());
        // 4 1, 5 2, 6 3: the lower left corner comes to the upper left.
        assertThat(upright.pixels()[0] & 0xff).isBetween(155, 165);
        assertThat(decoder.decodeUpright(ByteBuffer.wrap(encoded)).pixels()).isEqualTo(stored.pixels());
    }

    private static byte[] exif(int orientation) {
        return ByteBuffer.allocate(26)
                .put("MM".getBytes(US_ASCII))
                .putShort((short) 42)
                .putInt(8)
                .putShort((short) 1)
                .putShort((short) 0x0112)
                .putShort((short) 3)
                .putInt(1)
                .putShort((short) orientation)
                .array();
    }

    private static byte[] withExifSegment(byte[] jpeg, int orientation) {
        byte[] exif = exif(orientation);
        return ByteBuffer.allocate(jpeg.length + exif.length + 10)
                .put(jpeg, 0, 2)
                .put((byte) 0xff)
                .put((byte) 0xe1)
                .putShort((short) (exif.length + 8))
                .put("Exif\0\0".getBytes(US_ASCII))
                .put(exif)
                .put(jpeg, 2, jpeg.length - 2)
                .array();
    }

    private static byte[] withExifChunk(byte[] png, int orientation) {
        byte[] exif = exif(orientation);
        java.util.zip.CRC32 sum = new java.util.zip.CRC32();
        sum.update("eXIf".getBytes(US_ASCII));
        sum.update(exif);
        int afterHeader = 8 + 25;
        return ByteBuffer.allocate(png.length + exif.length + 12)
                .put(png, 0, afterHeader)
                .putInt(exif.length)
                .put("eXIf".getBytes(US_ASCII))
                .put(exif)
                .putInt((int) sum.getValue())
                .put(png, afterHeader, png.length - afterHeader)
                .array();
    }

    private static java.awt.image.Raster storedByImageIo(byte[] encoded) throws Exception {
        javax.imageio.ImageReader reader =
                ImageIO.getImageReadersByFormatName("JPEG").next();
        reader.setInput(ImageIO.createImageInputStream(new ByteArrayInputStream(encoded)));
        return reader.readRaster(0, null);
    }

    private RgbImage decode(byte[] encoded) throws UnreadableImageException {
        return decoder.decode(ByteBuffer.wrap(encoded));
    }

    private UnreadableImageException refuse(byte[] encoded) {
        return catchThrowableOfType(UnreadableImageException.class, () -> decode(encoded));
    }

    private void assertRefused(byte[] encoded) {
        UnreadableImageException refused = refuse(encoded);
        assertThat(refused).as("%d bytes", encoded.length).isNotNull();
    }

    private static BufferedImage flatGray(int value) {
        BufferedImage image = new BufferedImage(16, 16, BufferedImage.TYPE_BYTE_GRAY);
        int[] values = new int[16 * 16];
        Arrays.fill(values, value);
        image.getRaster().setPixels(0, 0, 16, 16, values);
        return image;
    }

    private static BufferedImage readByImageIo(byte[] encoded) throws Exception {
        return ImageIO.read(new ByteArrayInputStream(encoded));
    }

    /** The same JPEG with a segment that says how its colours were transformed: 0 not at all, 1 to luma and chroma. */
    private static byte[] withAdobeSegment(byte[] encoded, int transform) {
        int jfifEnd = 4 + (encoded[4] & 0xff) * 256 + (encoded[5] & 0xff);
        byte[] segment = {(byte) 0xff, (byte) 0xee, 0, 14, 'A', 'd', 'o', 'b', 'e', 0, 100, 0, 0, 0, 0, (byte) transform
        };
        return ByteBuffer.allocate(encoded.length + segment.length)
                .put(encoded, 0, jfifEnd)
                .put(segment)
                .put(encoded, jfifEnd, encoded.length - jfifEnd)
                .array();
    }

    /** A whole JPEG, with a fourth component in its frame header. */
    private static byte[] fourComponents() throws Exception {
        byte[] encoded = Pictures.encode(Pictures.gradient(16, 16, BufferedImage.TYPE_INT_RGB), "JPEG");
        int frameHeader = 0;
        while (!((encoded[frameHeader] & 0xff) == 0xff && (encoded[frameHeader + 1] & 0xff) == 0xc0)) {
            frameHeader++;
        }
        encoded[frameHeader + 9] = 4;
        return encoded;
    }

    private static byte[] rgb(BufferedImage image) {
        byte[] rgb = new byte[3 * image.getWidth() * image.getHeight()];
        int out = 0;
        for (int y = 0; y < image.getHeight(); y++) {
            for (int x = 0; x < image.getWidth(); x++) {
                int value = image.getRGB(x, y);
                rgb[out++] = (byte) (value >> 16);
                rgb[out++] = (byte) (value >> 8);
                rgb[out++] = (byte) value;
            }
        }
        return rgb;
    }
}
