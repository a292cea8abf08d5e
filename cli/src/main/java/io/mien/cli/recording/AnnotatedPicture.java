package io.mien.cli.recording;

import io.mien.cli.readings.PlacedBox;
import io.mien.cli.readings.ReadingsOverFilm.Face;
import io.mien.pictures.RgbImage;
import io.mien.schemas.avro.ReadingStatus;
import java.awt.AlphaComposite;
import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.awt.FontMetrics;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.color.ColorSpace;
import java.awt.geom.Rectangle2D;
import java.awt.image.BufferedImage;
import java.awt.image.ComponentColorModel;
import java.awt.image.DataBuffer;
import java.awt.image.DataBufferByte;
import java.awt.image.Raster;
import java.awt.image.WritableRaster;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A picture with its faces' boxes and what was read in them. Colour and line tell how much a reading is worth: green and
 * solid for OK, amber and solid for DEGRADED, grey and dashed where nothing was read.
 */
final class AnnotatedPicture {
    private static final Color OK = new Color(0, 200, 83);
    private static final Color DEGRADED = new Color(255, 171, 0);
    private static final Color WITHOUT = new Color(200, 200, 200);
    private static final Color BEHIND = new Color(0, 0, 0);
    private static final float BEHIND_OPACITY = 0.65f;
    private static final int SMALLEST_LETTERS = 11;
    private static final int LETTERS_A_HEIGHT = 32;
    private static final int LINES_A_HEIGHT = 240;
    /** A line of text is no wider than so many boxes or letters, whichever is more, nor than this part of the picture. */
    private static final double WIDEST_BOXES = 1.5;

    private static final int WIDEST_LETTERS = 26;
    private static final double WIDEST_PICTURE = 0.9;

    private final byte[] pixels;
    private final BufferedImage canvas;

    private AnnotatedPicture(byte[] pixels, BufferedImage canvas) {
        this.pixels = pixels;
        this.canvas = canvas;
    }

    /**
     * A picture of a size, with another in it.
     *
     * @param width pixels
     * @param height pixels
     * @param image stands in the upper left corner, reduced or enlarged if it is not of about this size
     * @param boxScale how many of the image's pixels are one of those that the faces' boxes are counted in
     */
    static RgbImage of(RgbImage image, int width, int height, List<Face> faces, double boxScale) {
        byte[] pixels = new byte[3 * width * height];
        AnnotatedPicture picture = new AnnotatedPicture(pixels, wrap(pixels, width, height));
        double factor = picture.place(image);
        picture.draw(faces, factor * boxScale);
        return new RgbImage(width, height, pixels);
    }

    private static BufferedImage wrap(byte[] pixels, int width, int height) {
        WritableRaster raster = Raster.createInterleavedRaster(
                new DataBufferByte(pixels, pixels.length), width, height, 3 * width, 3, new int[] {0, 1, 2}, null);
        ComponentColorModel colours = new ComponentColorModel(
                ColorSpace.getInstance(ColorSpace.CS_sRGB),
                false,
                false,
                ComponentColorModel.OPAQUE,
                DataBuffer.TYPE_BYTE);
        return new BufferedImage(colours, raster, false, null);
    }

    /** Returns how much larger the image has become. */
    private double place(RgbImage image) {
        int width = canvas.getWidth();
        int height = canvas.getHeight();
        if (isAboutAsLarge(image.width(), width) && isAboutAsLarge(image.height(), height)) {
            // An odd column or row more is filled with its neighbour.
            for (int y = 0; y < height; y++) {
                int from = 3 * Math.min(y, image.height() - 1) * image.width();
                System.arraycopy(image.pixels(), from, pixels, 3 * y * width, 3 * image.width());
                if (width > image.width()) {
                    System.arraycopy(
                            image.pixels(), from + 3 * (image.width() - 1), pixels, 3 * (y * width + width - 1), 3);
                }
            }
            return 1;
        }
        double factor = Math.min((double) width / image.width(), (double) height / image.height());
        Graphics2D graphics = canvas.createGraphics();
        graphics.setRenderingHint(RenderingHints.KEY_INTERPOLATION, RenderingHints.VALUE_INTERPOLATION_BILINEAR);
        graphics.drawImage(
                wrap(image.pixels(), image.width(), image.height()),
                0,
                0,
                (int) Math.round(image.width() * factor),
                (int) Math.round(image.height() * factor),
                null);
        graphics.dispose();
        return factor;
    }

    private static boolean isAboutAsLarge(int side, int wanted) {
        return side == wanted || side == wanted - 1;
    }

    private void draw(List<Face> faces, double scale) {
        if (faces.isEmpty()) {
            return;
        }
        Graphics2D graphics = canvas.createGraphics();
        graphics.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
        graphics.setRenderingHint(RenderingHints.KEY_STROKE_CONTROL, RenderingHints.VALUE_STROKE_PURE);
        graphics.setRenderingHint(RenderingHints.KEY_TEXT_ANTIALIASING, RenderingHints.VALUE_TEXT_ANTIALIAS_ON);
        List<Rectangle2D> taken = new ArrayList<>();
        for (Face face : faces) {
            drawBox(graphics, face, scale);
            taken.add(rectangle(face, scale));
        }
        // Over all boxes, so that none runs through a text.
        for (Face face : faces) {
            drawText(graphics, face, scale, taken);
        }
        graphics.dispose();
    }

    private float stroke() {
        return Math.max(2, Math.round((float) canvas.getHeight() / LINES_A_HEIGHT));
    }

    private void drawBox(Graphics2D graphics, Face face, double scale) {
        float stroke = stroke();
        float @Nullable [] dashes = isSolid(face.status()) ? null : new float[] {4 * stroke, 3 * stroke};
        graphics.setStroke(new BasicStroke(stroke, BasicStroke.CAP_BUTT, BasicStroke.JOIN_MITER, 10, dashes, 0));
        graphics.setColor(colour(face.status()));
        graphics.draw(rectangle(face, scale));
    }

    private static Rectangle2D rectangle(Face face, double scale) {
        PlacedBox box = face.box().scaled(scale);
        return new Rectangle2D.Double(box.x(), box.y(), box.width(), box.height());
    }

    private static boolean isSolid(ReadingStatus status) {
        return status == ReadingStatus.OK || status == ReadingStatus.DEGRADED;
    }

    private static Color colour(ReadingStatus status) {
        return switch (status) {
            case OK -> OK;
            case DEGRADED -> DEGRADED;
            case ABSTAINED, UNKNOWN -> WITHOUT;
        };
    }

    /** Above the box or below it, wherever less of other faces and texts is hidden. */
    private void drawText(Graphics2D graphics, Face face, double scale, List<Rectangle2D> taken) {
        graphics.setFont(new Font(
                Font.SANS_SERIF, Font.BOLD, Math.max(SMALLEST_LETTERS, canvas.getHeight() / LETTERS_A_HEIGHT)));
        FontMetrics letters = graphics.getFontMetrics();
        Rectangle2D box = rectangle(face, scale);
        double widest = Math.max(box.getWidth() * WIDEST_BOXES, letters.charWidth('n') * WIDEST_LETTERS);
        List<String> lines = new ArrayList<>();
        for (String line : face.lines()) {
            lines.addAll(broken(line, letters, Math.min(widest, canvas.getWidth() * WIDEST_PICTURE)));
        }
        Rectangle2D place = place(lines, letters, box, taken);
        taken.add(place);
        graphics.setComposite(AlphaComposite.getInstance(AlphaComposite.SRC_OVER, BEHIND_OPACITY));
        graphics.setColor(BEHIND);
        graphics.fill(place);
        graphics.setComposite(AlphaComposite.SrcOver);
        graphics.setColor(colour(face.status()));
        int margin = letters.getDescent();
        float base = (float) place.getY() + margin + letters.getAscent();
        for (String line : lines) {
            graphics.drawString(line, (float) place.getX() + margin, base);
            base += letters.getHeight();
        }
    }

    private Rectangle2D place(List<String> lines, FontMetrics letters, Rectangle2D box, List<Rectangle2D> taken) {
        int margin = letters.getDescent();
        double width =
                2 * margin + lines.stream().mapToInt(letters::stringWidth).max().orElse(0);
        double height = 2 * margin + (double) lines.size() * letters.getHeight();
        double left = Math.max(0, Math.min(box.getX(), canvas.getWidth() - width));
        double lowest = Math.max(0, canvas.getHeight() - height);
        double gap = stroke();
        Rectangle2D above = new Rectangle2D.Double(left, Math.max(0, box.getY() - gap - height), width, height);
        Rectangle2D below = new Rectangle2D.Double(left, Math.min(lowest, box.getMaxY() + gap), width, height);
        return hidden(above, taken) <= hidden(below, taken) ? above : below;
    }

    /** How many pixels of what is there already. */
    private static double hidden(Rectangle2D place, List<Rectangle2D> taken) {
        double hidden = 0;
        for (Rectangle2D other : taken) {
            Rectangle2D common = place.createIntersection(other);
            hidden += common.isEmpty() ? 0 : common.getWidth() * common.getHeight();
        }
        return hidden;
    }

    /** In lines that are no wider, between words; a longer word stands alone. */
    private static List<String> broken(String text, FontMetrics letters, double widest) {
        List<String> lines = new ArrayList<>();
        StringBuilder line = new StringBuilder();
        for (String word : text.split(" ", -1)) {
            if (!line.isEmpty() && letters.stringWidth(line + " " + word) > widest) {
                lines.add(line.toString());
                line.setLength(0);
            }
            line.append(line.isEmpty() ? "" : " ").append(word);
        }
        lines.add(line.toString());
        return lines;
    }
}
