package io.mien.faces.mesh;

/**
 * A direction that the mesh can be bent in: one person's difference from the average head, or one movement of the face.
 * It holds only the vertices that move, each coordinate in 16 bits.
 */
public final class Deformation {
    private final String name;
    private final float step;
    private final int[] vertices;
    private final short[] steps;

    Deformation(String name, float step, int[] vertices, short[] steps) {
        if (steps.length != 3 * vertices.length) {
            throw new IllegalArgumentException("deformation " + name + ": " + steps.length + " coordinates for "
                    + vertices.length + " vertices (expected: three each)");
        }
        this.name = name;
        this.step = step;
        this.vertices = vertices;
        this.steps = steps;
    }

    /**
     * Keeps what moves by more than a threshold.
     *
     * @param offsets {@code [vertices, 3]}
     */
    static Deformation of(String name, float[] offsets, float threshold) {
        int moving = 0;
        float largest = 0;
        for (int vertex = 0; vertex < offsets.length / 3; vertex++) {
            float reach = reach(offsets, vertex);
            if (reach > threshold) {
                moving++;
                largest = Math.max(largest, reach);
            }
        }
        float step = largest / Short.MAX_VALUE;
        int[] vertices = new int[moving];
        short[] steps = new short[3 * moving];
        int next = 0;
        for (int vertex = 0; vertex < offsets.length / 3; vertex++) {
            if (reach(offsets, vertex) > threshold) {
                vertices[next] = vertex;
                for (int axis = 0; axis < 3; axis++) {
                    steps[3 * next + axis] = (short) Math.round(offsets[3 * vertex + axis] / step);
                }
                next++;
            }
        }
        return new Deformation(name, step, vertices, steps);
    }

    private static float reach(float[] offsets, int vertex) {
        return Math.max(
                Math.abs(offsets[3 * vertex]),
                Math.max(Math.abs(offsets[3 * vertex + 1]), Math.abs(offsets[3 * vertex + 2])));
    }

    public String name() {
        return name;
    }

    float step() {
        return step;
    }

    int[] vertices() {
        return vertices;
    }

    short[] steps() {
        return steps;
    }

    /**
     * Bends a mesh.
     *
     * @param positions {@code [vertices, 3]}, changed
     * @param weight 1 for the whole movement
     */
    public void addTo(float[] positions, float weight) {
        float factor = weight * step;
        for (int i = 0; i < vertices.length; i++) {
            int at = 3 * vertices[i];
            positions[at] += factor * steps[3 * i];
            positions[at + 1] += factor * steps[3 * i + 1];
            positions[at + 2] += factor * steps[3 * i + 2];
        }
    }
}
