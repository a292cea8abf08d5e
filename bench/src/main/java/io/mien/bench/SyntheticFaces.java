package io.mien.bench;

import io.mien.schemas.avro.Box;
import io.mien.schemas.avro.FaceFrame;
import io.mien.schemas.avro.ImageEncoding;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;
import javax.imageio.stream.ImageOutputStream;

/**
 * Makes face frames of subjects who are all there all the time, one subject a stream. The pictures are JPEGs of an oval
 * with grain on it, which makes them as large as photographs. A few of them serve in turn, the same in every run.
 */
final class SyntheticFaces {
    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
    private static final int PICTURES = 16;
    private static final float JPEG_QUALITY = 0.95f;
    private static final int GRAIN = 24;

    private final int side;
    private final int subjects;
    private final Duration interval;
    private final List<byte[]> pictures = new ArrayList<>();

    /**
     * Draws the pictures.
     *
     * @param side of a picture in pixels
     * @param subjects streams with a subject each
     * @param interval between two frames of a subject
     */
    SyntheticFaces(int side, int subjects, Duration interval) throws IOException {
        this.side = side;
        this.subjects = subjects;
        this.interval = interval;
        for (int i = 0; i < PICTURES; i++) {
            pictures.add(jpeg(draw(side, new Random(i))));
        }
    }

    /** Bytes of a picture on average. */
    double averageBytes() {
        return pictures.stream().mapToInt(picture -> picture.length).average().orElseThrow();
    }

    int subjects() {
        return subjects;
    }

    /** All subjects' frames of one moment. */
    List<FaceFrame> at(int sequence) {
        List<FaceFrame> frames = new ArrayList<>(subjects);
        for (int subject = 0; subject < subjects; subject++) {
            byte[] picture = pictures.get((sequence + subject) % PICTURES);
            frames.add(FaceFrame.newBuilder()
                    .setStreamId("camera-" + subject)
                    .setSubjectId("face")
                    .setSequence(sequence)
                    .setCapturedAt(START.plus(interval.multipliedBy(sequence)))
                    .setEncoding(ImageEncoding.JPEG)
                    .setWidth(side)
                    .setHeight(side)
                    .setImage(ByteBuffer.wrap(picture))
                    .setFaceBox(new Box(0f, 0f, (float) side, (float) side))
                    .setCameraBox(new Box(200f, 100f, (float) side, (float) side))
                    .setDetectionScore(0.9f)
                    .build());
        }
        return frames;
    }

    /** The ends of all subjects' tracks, after their frame of this sequence. */
    List<FaceFrame> ends(int sequence) {
        return at(sequence).stream()
                .map(frame -> FaceFrame.newBuilder(frame)
                        .setEncoding(ImageEncoding.UNKNOWN)
                        .setWidth(0)
                        .setHeight(0)
                        .setImage(ByteBuffer.allocate(0))
                        .setCameraBox(null)
                        .setDetectionScore(null)
                        .setTrackEnded(true)
                        .build())
                .toList();
    }

    private static BufferedImage draw(int side, Random random) {
        BufferedImage image = new BufferedImage(side, side, BufferedImage.TYPE_INT_RGB);
        Graphics2D graphics = image.createGraphics();
        graphics.setColor(new Color(90, 110, 130));
        graphics.fillRect(0, 0, side, side);
        graphics.setColor(new Color(205, 160, 135));
        graphics.fillOval(side / 4, side / 8, side / 2, 3 * side / 4);
        graphics.dispose();
        for (int y = 0; y < side; y++) {
            for (int x = 0; x < side; x++) {
                int grain = random.nextInt(GRAIN);
                Color color = new Color(image.getRGB(x, y));
                image.setRGB(
                        x,
                        y,
                        new Color(color.getRed() + grain, color.getGreen() + grain, color.getBlue() + grain).getRGB());
            }
        }
        return image;
    }

    private static byte[] jpeg(BufferedImage image) throws IOException {
        ImageWriter writer = ImageIO.getImageWritersByFormatName("jpeg").next();
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ImageOutputStream out = ImageIO.createImageOutputStream(bytes)) {
            ImageWriteParam parameters = writer.getDefaultWriteParam();
            parameters.setCompressionMode(ImageWriteParam.MODE_EXPLICIT);
            parameters.setCompressionQuality(JPEG_QUALITY);
            writer.setOutput(out);
            writer.write(null, new IIOImage(image, null, null), parameters);
        } finally {
            writer.dispose();
        }
        return bytes.toByteArray();
    }
}
