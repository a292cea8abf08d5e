package io.mien.schemas.nonsense;

import io.mien.schemas.avro.ImageEncoding;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Locale;
import javax.imageio.ImageIO;

/**
 * A whole picture, as a frame carries it.
 *
 * @param encoding of the bytes
 * @param width pixels
 * @param height pixels
 * @param bytes not to be changed
 */
@SuppressWarnings("ArrayRecordComponent") // written into frames, never changed, never compared
public record EncodedPicture(ImageEncoding encoding, int width, int height, byte[] bytes) {
    private static final int BYTES_A_PIXEL = 3;

    /** A picture that was drawn, in an encoding that is not {@link ImageEncoding#UNKNOWN}. */
    public static EncodedPicture of(BufferedImage picture, ImageEncoding encoding) {
        byte[] bytes = switch (encoding) {
            case JPEG, PNG -> compressed(picture, encoding);
            case RGB24 -> plain(picture);
            case UNKNOWN -> throw new IllegalArgumentException("encoding: UNKNOWN (expected: JPEG, PNG or RGB24)");
        };
        return new EncodedPicture(encoding, picture.getWidth(), picture.getHeight(), bytes);
    }

    /** A bright square on dark ground, in each encoding and some shapes. */
    static List<EncodedPicture> squares() {
        return List.of(
                of(square(64, 64), ImageEncoding.JPEG),
                of(square(64, 64), ImageEncoding.PNG),
                of(square(64, 64), ImageEncoding.RGB24),
                of(square(90, 60), ImageEncoding.JPEG),
                of(square(300, 2), ImageEncoding.PNG),
                of(square(1, 1), ImageEncoding.RGB24));
    }

    private static BufferedImage square(int width, int height) {
        BufferedImage picture = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
        Graphics2D graphics = picture.createGraphics();
        graphics.setColor(Color.WHITE);
        graphics.fillRect(width / 4, height / 4, width / 2, height / 2);
        graphics.dispose();
        return picture;
    }

    private static byte[] compressed(BufferedImage picture, ImageEncoding encoding) {
        try (ByteArrayOutputStream bytes = new ByteArrayOutputStream()) {
            if (!ImageIO.write(picture, encoding.name().toLowerCase(Locale.ROOT), bytes)) {
                throw new IllegalStateException("this Java does not write " + encoding);
            }
            return bytes.toByteArray();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static byte[] plain(BufferedImage picture) {
        byte[] bytes = new byte[BYTES_A_PIXEL * picture.getWidth() * picture.getHeight()];
        int at = 0;
        for (int y = 0; y < picture.getHeight(); y++) {
            for (int x = 0; x < picture.getWidth(); x++) {
                int rgb = picture.getRGB(x, y);
                bytes[at++] = (byte) (rgb >> 16);
                bytes[at++] = (byte) (rgb >> 8);
                bytes[at++] = (byte) rgb;
            }
        }
        return bytes;
    }
}
