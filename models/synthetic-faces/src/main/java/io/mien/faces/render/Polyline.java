package io.mien.faces.render;

/** A line through some points of the head, for distances to it. */
final class Polyline {
    private final float[] points;
    private final float depthWeight;

    /**
     * @param points {@code [points, 3]}
     * @param depthWeight how much a difference in depth counts against one in the picture's plane
     */
    Polyline(float[] points, float depthWeight) {
        this.points = points;
        this.depthWeight = depthWeight;
    }

    /** Through vertices of a mesh; {@code closed} leads back to the first. */
    static Polyline of(float[] positions, int[] vertices, boolean closed, float depthWeight) {
        int count = vertices.length + (closed ? 1 : 0);
        float[] points = new float[3 * count];
        for (int i = 0; i < count; i++) {
            System.arraycopy(positions, 3 * vertices[i % vertices.length], points, 3 * i, 3);
        }
        return new Polyline(points, depthWeight);
    }

    /** Where on a line the nearest point lies, and how far it is. */
    record Nearest(float distance, float share) {}

    /** The nearest point; its share is 0 at the line's start and 1 at its end. */
    Nearest nearest(float x, float y, float z) {
        float best = Float.MAX_VALUE;
        float share = 0;
        int segments = points.length / 3 - 1;
        for (int i = 0; i < segments; i++) {
            int at = 3 * i;
            float alongX = points[at + 3] - points[at];
            float alongY = points[at + 4] - points[at + 1];
            float alongZ = depthWeight * (points[at + 5] - points[at + 2]);
            float toX = x - points[at];
            float toY = y - points[at + 1];
            float toZ = depthWeight * (z - points[at + 2]);
            float length = alongX * alongX + alongY * alongY + alongZ * alongZ;
            float t = length == 0 ? 0 : (toX * alongX + toY * alongY + toZ * alongZ) / length;
            t = Math.min(Math.max(t, 0), 1);
            float dx = toX - t * alongX;
            float dy = toY - t * alongY;
            float dz = toZ - t * alongZ;
            float distance = dx * dx + dy * dy + dz * dz;
            if (distance < best) {
                best = distance;
                share = (i + t) / segments;
            }
        }
        return new Nearest((float) Math.sqrt(best), share);
    }

    float distance(float x, float y, float z) {
        return nearest(x, y, z).distance();
    }

    /** Whether a closed line goes around a point of the picture's plane. */
    boolean surrounds(float x, float y) {
        boolean inside = false;
        for (int i = 0; i + 3 < points.length; i += 3) {
            float ay = points[i + 1];
            float by = points[i + 4];
            if ((ay > y) != (by > y) && x < points[i] + (y - ay) / (by - ay) * (points[i + 3] - points[i])) {
                inside = !inside;
            }
        }
        return inside;
    }

    /** Mean of the points of a closed line, {@code [3]}; its last point repeats the first and is left out. */
    float[] centre() {
        float[] centre = new float[3];
        int count = points.length / 3 - 1;
        for (int i = 0; i < count; i++) {
            for (int axis = 0; axis < 3; axis++) {
                centre[axis] += points[3 * i + axis] / count;
            }
        }
        return centre;
    }
}
