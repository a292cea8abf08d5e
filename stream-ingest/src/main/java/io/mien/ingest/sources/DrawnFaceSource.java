package io.mien.ingest.sources;

import io.mien.pictures.RgbImage;
import java.awt.Color;
import java.awt.GradientPaint;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.awt.image.DataBufferInt;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;

/**
 * A short feed of faces that are drawn, not filmed, for trying a pipeline without a file. Each face goes from neutral
 * to an expression and back, sways a little and blinks. The pictures depend on nothing but their position.
 */
public final class DrawnFaceSource implements FrameSource {
    private static final int WIDTH = 640;
    private static final int HEIGHT = 360;
    private static final double FRAMES_PER_SECOND = 15;
    private static final double SECONDS_AN_EXPRESSION = 4;
    private static final List<DrawnExpression> EXPRESSIONS =
            List.of(DrawnExpression.SMILING, DrawnExpression.SURPRISED, DrawnExpression.FROWNING);

    /** The people who are to be seen. */
    public enum Scene {
        /** One face, all the time. */
        PORTRAIT,
        /** Two faces; the right one leaves for a while and returns. */
        MEETING;

        private List<Sitter> sitters() {
            return switch (this) {
                case PORTRAIT ->
                    List.of(new Sitter(new DrawnFace(new Color(224, 178, 150), new Color(58, 40, 30)), 320, 0, 0));
                case MEETING ->
                    List.of(
                            new Sitter(new DrawnFace(new Color(206, 156, 122), new Color(30, 26, 26)), 180, 1, 0),
                            new Sitter(new DrawnFace(new Color(232, 190, 166), new Color(120, 84, 50)), 460, 2, 5));
            };
        }
    }

    /**
     * One face of a scene.
     *
     * @param x of its centre, in pixels
     * @param lead how many expressions it is ahead of the first sitter
     * @param away for how many of every 24 seconds it is not there
     */
    private record Sitter(DrawnFace face, double x, int lead, double away) {
        boolean isThere(double seconds) {
            double time = seconds % 24;
            return time < 12 || time >= 12 + away;
        }
    }

    private final List<Sitter> sitters;
    private final FrameSourceDescription description;
    private final long frames;
    private final BufferedImage canvas = new BufferedImage(WIDTH, HEIGHT, BufferedImage.TYPE_INT_RGB);
    private long frame;

    /**
     * @param streamId the id of its stream
     * @param length when it ends
     */
    public DrawnFaceSource(String streamId, Scene scene, Duration length) {
        this.sitters = scene.sitters();
        this.frames = Math.round(length.toMillis() / 1000.0 * FRAMES_PER_SECOND);
        this.description = new FrameSourceDescription(
                streamId,
                "drawn:" + scene.name(),
                OptionalDouble.of(FRAMES_PER_SECOND),
                OptionalLong.of(frames),
                Optional.of(length));
    }

    @Override
    public FrameSourceDescription description() {
        return description;
    }

    @Override
    public Optional<SourceFrame> next() {
        if (frame >= frames) {
            return Optional.empty();
        }
        double seconds = frame / FRAMES_PER_SECOND;
        frame++;
        paint(seconds);
        return Optional.of(
                new SourceFrame(new RgbImage(WIDTH, HEIGHT, pixels()), Duration.ofNanos(Math.round(seconds * 1e9))));
    }

    private byte[] pixels() {
        int[] colours = ((DataBufferInt) canvas.getRaster().getDataBuffer()).getData();
        byte[] pixels = new byte[3 * colours.length];
        for (int i = 0; i < colours.length; i++) {
            pixels[3 * i] = (byte) (colours[i] >> 16);
            pixels[3 * i + 1] = (byte) (colours[i] >> 8);
            pixels[3 * i + 2] = (byte) colours[i];
        }
        return pixels;
    }

    private void paint(double seconds) {
        Graphics2D graphics = canvas.createGraphics();
        graphics.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
        graphics.setRenderingHint(RenderingHints.KEY_STROKE_CONTROL, RenderingHints.VALUE_STROKE_PURE);
        graphics.setPaint(new GradientPaint(0, 0, new Color(150, 164, 170), WIDTH, HEIGHT, new Color(96, 108, 116)));
        graphics.fillRect(0, 0, WIDTH, HEIGHT);
        for (Sitter sitter : sitters) {
            if (sitter.isThere(seconds)) {
                double sway = Math.sin(seconds * 0.9 + sitter.lead());
                sitter.face()
                        .paint(
                                graphics,
                                expression(seconds, sitter.lead()),
                                sitter.x() + 14 * sway,
                                165 + 5 * Math.sin(seconds * 1.3 + sitter.lead()),
                                210,
                                0.04 * sway);
            }
        }
        graphics.dispose();
    }

    /**
     * A face is neutral, takes a second to reach the expression, holds it and goes back: one every {@link
     * #SECONDS_AN_EXPRESSION}.
     */
    private static DrawnExpression expression(double seconds, int lead) {
        int turn = (int) (seconds / SECONDS_AN_EXPRESSION) + lead;
        double time = seconds % SECONDS_AN_EXPRESSION;
        double share = Math.max(0, Math.min(1, Math.min(time - 0.5, SECONDS_AN_EXPRESSION - 0.5 - time)));
        DrawnExpression shown =
                DrawnExpression.NEUTRAL.towards(EXPRESSIONS.get(turn % EXPRESSIONS.size()), smooth(share));
        boolean blinking = (seconds + 0.7 * lead) % 3.1 < 0.14;
        return blinking
                ? new DrawnExpression(
                        shown.smile(), shown.mouthOpening(), shown.browsRaised(), shown.browsLowered(), 0.1)
                : shown;
    }

    private static double smooth(double share) {
        return share * share * (3 - 2 * share);
    }

    /** Nothing to free. */
    @Override
    public void close() {}
}
