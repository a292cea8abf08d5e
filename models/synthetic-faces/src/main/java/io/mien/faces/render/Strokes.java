package io.mien.faces.render;

import java.util.List;

/** Draws things made of thick lines before or behind faces. */
public final class Strokes {
    private Strokes() {}

    /**
     * A thick line with round ends, in units of the camera's plane.
     *
     * @param fromRadius half its thickness at its start
     * @param colour what it throws back of light
     */
    public record Stroke(
            double fromX, double fromY, double toX, double toY, double fromRadius, double toRadius, Colour colour) {}

    /**
     * Draws them all at one distance.
     *
     * @param x where their middle is in the camera's plane
     * @param distance from the camera
     * @param map from the camera's plane to the picture's pixels
     */
    public static void draw(
            Canvas canvas,
            List<Stroke> strokes,
            double x,
            double y,
            double distance,
            Lighting lighting,
            float gain,
            ScreenMap map) {
        ScreenMap fine = map.times(Canvas.OVERSAMPLING);
        float depth = (float) (1 / distance);
        for (Stroke stroke : strokes) {
            Capsules.draw(
                    canvas,
                    end(fine, x + stroke.fromX(), y + stroke.fromY(), stroke.fromRadius(), depth),
                    end(fine, x + stroke.toX(), y + stroke.toY(), stroke.toRadius(), depth),
                    stroke.colour(),
                    lighting,
                    gain);
        }
    }

    private static float[] end(ScreenMap fine, double x, double y, double radius, float depth) {
        return new float[] {
            fine.x((float) x, (float) y),
            fine.y((float) x, (float) y),
            depth,
            Math.max(0.5f, (float) radius * fine.scale())
        };
    }
}
