package io.mien.faces.clips;

import io.mien.faces.mesh.FaceKit;
import io.mien.faces.render.FivePoints;

/** A rendered clip and what is known about it. The caller must not write into its arrays. */
public final class RenderedClip {
    private final int number;
    private final int person;
    private final Expression expression;
    private final float[] intensity;
    private final float[] weights;
    private final float[] landmarks;
    private final byte[] pixels;

    RenderedClip(int number, int person, Expression expression, int frames, int size) {
        this.number = number;
        this.person = person;
        this.expression = expression;
        this.intensity = new float[frames];
        this.weights = new float[frames * Movements.RECORDED.size()];
        this.landmarks = new float[frames * FaceKit.LANDMARKS * 2];
        this.pixels = new byte[frames * 3 * size * size];
    }

    /** Its number in its split. */
    public int number() {
        return number;
    }

    /** The person's number. */
    public int person() {
        return person;
    }

    public Expression expression() {
        return expression;
    }

    /** The intensity of the expression in each frame, 0 to 1; 1 throughout for neutral. */
    public float[] intensity() {
        return intensity;
    }

    /** {@code [frames, weights]}, in the order of {@link ClipStoreFormat#weights()}. */
    public float[] weights() {
        return weights;
    }

    /** {@code [frames, 68, 2]}, pixels of the frame. */
    public float[] landmarks() {
        return landmarks;
    }

    /** The points that a frame was aligned by, x and y of each, pixels of the frame. */
    public double[] fivePoints(int frame) {
        int first = 2 * FaceKit.LANDMARKS * frame;
        return FivePoints.of((landmark, axis) -> landmarks[first + 2 * landmark + axis]);
    }

    /** {@code [frames, size, size, 3] uint8}. */
    public byte[] pixels() {
        return pixels;
    }
}
