package io.mien.faces.mesh;

import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * The head to be rendered: a mesh, the people it can be and the movements it can make, thinned out to what is seen in
 * pictures of a few hundred pixels.
 *
 * <p>A unit is about a centimetre; +x is the subject's left, which is the right of a picture, +y is up, +z comes
 * towards the camera. Vertices and triangles are ordered by {@link FacePart}. Immutable by convention: the caller must
 * not write into its arrays. Safe for use by many threads.
 */
public final class FaceKit {
    /** How many landmarks there are, in the usual order: jaw, brows, nose, eyes, lips. */
    public static final int LANDMARKS = 68;

    private final float[] neutral;
    private final FacePart[] parts;
    private final int[] triangles;
    private final int[] landmarks;
    private final List<Deformation> people;
    private final List<Deformation> movements;
    private final Map<String, Integer> movementsByName = new HashMap<>();
    private final Map<FacePart, Range> verticesOf = new EnumMap<>(FacePart.class);

    private record Range(int first, int end) {}

    /**
     * @param neutral {@code [vertices, 3]}
     * @param parts of each vertex, in their order
     * @param triangles three vertices each, counter-clockwise seen from outside, ascending by the part of the first
     * @param landmarks vertices
     */
    FaceKit(
            float[] neutral,
            FacePart[] parts,
            int[] triangles,
            int[] landmarks,
            List<Deformation> people,
            List<Deformation> movements) {
        this.neutral = neutral;
        this.parts = parts;
        this.triangles = triangles;
        this.landmarks = landmarks;
        this.people = List.copyOf(people);
        this.movements = List.copyOf(movements);
        for (int i = 0; i < movements.size(); i++) {
            movementsByName.put(movements.get(i).name(), i);
        }
        int vertex = 0;
        for (FacePart part : FacePart.values()) {
            int firstVertex = vertex;
            while (vertex < parts.length && parts[vertex] == part) {
                vertex++;
            }
            verticesOf.put(part, new Range(firstVertex, vertex));
        }
    }

    public int vertexCount() {
        return parts.length;
    }

    /** The average head at rest, {@code [vertices, 3]}. */
    public float[] neutral() {
        return neutral;
    }

    FacePart[] parts() {
        return parts;
    }

    /** Three vertices each, counter-clockwise seen from outside. */
    public int[] triangles() {
        return triangles;
    }

    /** The vertices of the 68 landmarks. */
    public int[] landmarks() {
        return landmarks;
    }

    /** How people differ, the widest difference first; weights are normally distributed. */
    public List<Deformation> people() {
        return people;
    }

    /** Movements of the face; those with {@code _L} or {@code _R} are of the subject's left or right side. */
    public List<Deformation> movements() {
        return movements;
    }

    /**
     * A movement's place in {@link #movements()}.
     *
     * @throws IllegalArgumentException if there is none of that name
     */
    public int movement(String name) {
        Integer index = movementsByName.get(name);
        if (index == null) {
            throw new IllegalArgumentException(
                    "movement: " + name + " (expected: one of " + movementsByName.keySet() + ")");
        }
        return index;
    }

    public boolean hasMovement(String name) {
        return movementsByName.containsKey(name);
    }

    /** The first vertex of a part; up to {@link #endVertex} they are its own. */
    public int firstVertex(FacePart part) {
        return range(verticesOf, part).first();
    }

    /** The vertex after a part's last one. */
    public int endVertex(FacePart part) {
        return range(verticesOf, part).end();
    }

    private static Range range(Map<FacePart, Range> ranges, FacePart part) {
        return Objects.requireNonNull(ranges.get(part));
    }
}
