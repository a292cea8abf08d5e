package io.mien.faces.clips;

import io.mien.faces.render.HeadGeometry;
import java.awt.image.BufferedImage;

/** Draws a split's clips on one picture for people to look at: a clip a row, with every other frame of it. */
public final class ContactSheet {
    private static final int EVERY = 2;

    private ContactSheet() {}

    /** Renders all clips of a plan. */
    public static BufferedImage of(SplitPlan plan, HeadGeometry head) {
        int size = plan.size();
        int columns = (plan.frames() + EVERY - 1) / EVERY;
        BufferedImage sheet = new BufferedImage(columns * size, plan.clips() * size, BufferedImage.TYPE_INT_RGB);
        ClipRenderer renderer = new ClipRenderer(plan, head);
        for (int row = 0; row < plan.clips(); row++) {
            byte[] pixels = renderer.render(row).pixels();
            for (int column = 0; column < columns; column++) {
                copy(pixels, EVERY * column * 3 * size * size, size, sheet, column * size, row * size);
            }
        }
        return sheet;
    }

    private static void copy(byte[] pixels, int from, int size, BufferedImage sheet, int left, int top) {
        for (int y = 0; y < size; y++) {
            for (int x = 0; x < size; x++) {
                int at = from + 3 * (y * size + x);
                int colour = (pixels[at] & 0xff) << 16 | (pixels[at + 1] & 0xff) << 8 | (pixels[at + 2] & 0xff);
                sheet.setRGB(left + x, top + y, colour);
            }
        }
    }
}
