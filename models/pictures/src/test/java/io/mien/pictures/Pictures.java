package io.mien.pictures;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.Random;
import javax.imageio.ImageIO;

/** Pictures for tests. */
final class Pictures {
    private Pictures() {}

    /** Smooth, so that JPEG keeps it, and different at every place. */
    static BufferedImage gradient(int width, int height, int type) {
        BufferedImage image = new BufferedImage(width, height, type);
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                int red = 255 * x / width;
                int green = 255 * y / height;
                image.setRGB(x, y, 0xff000000 | red << 16 | green << 8 | 128);
            }
        }
        return image;
    }

    static BufferedImage noise(int width, int height, int type) {
        BufferedImage image = new BufferedImage(width, height, type);
        Random random = new Random(5);
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                image.setRGB(x, y, 0xff000000 | random.nextInt(1 << 24));
            }
        }
        return image;
    }

    static byte[] encode(BufferedImage image, String format) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        if (!ImageIO.write(image, format, out)) {
            throw new IOException("no writer for " + format);
        }
        return out.toByteArray();
    }

    static RgbImage resource(String name) throws IOException, UnreadableImageException {
        try (InputStream in = Pictures.class.getResourceAsStream("/fixtures/preprocess/" + name)) {
            return new ImageDecoder(ImageLimits.DEFAULT).decode(ByteBuffer.wrap(in.readAllBytes()));
        }
    }

    static RgbImage rgb(int width, int height, PixelFormula formula) {
        byte[] pixels = new byte[3 * width * height];
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                int value = formula.at(x, y);
                for (int channel = 0; channel < 3; channel++) {
                    pixels[3 * (y * width + x) + channel] = (byte) value;
                }
            }
        }
        return new RgbImage(width, height, pixels);
    }

    /** A gray value for each place. */
    interface PixelFormula {
        int at(int x, int y);
    }
}
