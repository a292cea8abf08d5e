package io.mien.gateway;

import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import javax.imageio.ImageIO;

/** Pictures to send. */
final class TestTiles {
    private TestTiles() {}

    static byte[] jpeg(int width, int height) {
        return picture("jpg", width, height);
    }

    static byte[] png(int width, int height) {
        return picture("png", width, height);
    }

    static ByteBuffer jpeg() {
        return ByteBuffer.wrap(jpeg(64, 48));
    }

    private static byte[] picture(String format, int width, int height) {
        BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
        Graphics2D drawing = image.createGraphics();
        drawing.setColor(Color.PINK);
        drawing.fillOval(width / 4, height / 4, width / 2, height / 2);
        drawing.dispose();
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try {
            ImageIO.write(image, format, bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }
}
