package io.mien.faces.mesh;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Leaves out what is not seen, and joins neighbouring vertices of what is seen only through an open mouth. A joined
 * vertex is one of the original ones, and moves as that one does.
 */
final class Thinning {
    /** The neck below this is outside every picture. */
    private static final float LOWEST = -15;

    /** Behind this the eyeballs never come into sight, whatever they look at. */
    private static final float BACK_OF_EYES = 7.6f;

    /** Teeth behind this are in the cheeks' dark, and those before it are seen from outside only. */
    private static final float BACK_OF_TEETH = 7.3f;

    /** Vertices in the same cell become one. */
    private record Cell(FacePart part, List<Integer> places) {}

    private final float[] neutral;
    private final float[] jawOpen;
    private final int[] representative;

    /**
     * @param neutral {@code [vertices, 3]}
     * @param jawOpen how far each vertex moves with the jaw, {@code [vertices, 3]}: it keeps the two jaws apart
     */
    Thinning(float[] neutral, float[] jawOpen) {
        this.neutral = neutral;
        this.jawOpen = jawOpen;
        this.representative = new int[neutral.length / 3];
        join();
    }

    private void join() {
        Map<Cell, Integer> first = new HashMap<>();
        for (int vertex = 0; vertex < representative.length; vertex++) {
            Optional<FacePart> part = KitTopology.part(vertex);
            double cell = part.map(Thinning::cell).orElse(0.0);
            if (cell == 0) {
                representative[vertex] = vertex;
                continue;
            }
            List<Integer> places = new ArrayList<>();
            for (int axis = 0; axis < 3; axis++) {
                places.add((int) Math.floor(neutral[3 * vertex + axis] / cell));
                places.add((int) Math.floor(jawOpen[3 * vertex + axis] / 0.5));
            }
            Integer earlier = first.putIfAbsent(new Cell(part.orElseThrow(), places), vertex);
            representative[vertex] = earlier == null ? vertex : earlier;
        }
    }

    /** Vertices of a part within a cube of this side become one; 0 keeps all. */
    private static double cell(FacePart part) {
        return switch (part) {
            case SKIN, HEAD, TEETH, LEFT_EYE, RIGHT_EYE -> 0;
            case MOUTH_SOCKET -> 0.5;
            case GUMS_AND_TONGUE -> 0.35;
        };
    }

    /** The triangles that a polygon leaves, three vertices each, in the original numbering. */
    List<int[]> triangles(int[] polygon) {
        for (int vertex : polygon) {
            if (!isSeen(vertex)) {
                return List.of();
            }
        }
        List<int[]> triangles = new ArrayList<>();
        int first = representative[polygon[0]];
        for (int i = 1; i + 1 < polygon.length; i++) {
            int second = representative[polygon[i]];
            int third = representative[polygon[i + 1]];
            if (first != second && second != third && third != first && !isBackOfTooth(first, second, third)) {
                triangles.add(new int[] {first, second, third});
            }
        }
        return triangles;
    }

    /** Whether it is of a tooth and faces the throat, which no camera sees. */
    private boolean isBackOfTooth(int a, int b, int c) {
        if (KitTopology.part(a).orElseThrow() != FacePart.TEETH) {
            return false;
        }
        float ux = neutral[3 * b] - neutral[3 * a];
        float uy = neutral[3 * b + 1] - neutral[3 * a + 1];
        float uz = neutral[3 * b + 2] - neutral[3 * a + 2];
        float vx = neutral[3 * c] - neutral[3 * a];
        float vy = neutral[3 * c + 1] - neutral[3 * a + 1];
        float vz = neutral[3 * c + 2] - neutral[3 * a + 2];
        // Outwards is away from the middle of the mouth's arch.
        float outwardX = neutral[3 * a];
        float outwardZ = neutral[3 * a + 2] - BACK_OF_TEETH + 1;
        return (uy * vz - uz * vy) * outwardX + (ux * vy - uy * vx) * outwardZ < 0;
    }

    private boolean isSeen(int vertex) {
        Optional<FacePart> part = KitTopology.part(vertex);
        if (part.isEmpty()) {
            return false;
        }
        return switch (part.get()) {
            case SKIN, MOUTH_SOCKET, GUMS_AND_TONGUE -> true;
            case TEETH -> neutral[3 * vertex + 2] >= BACK_OF_TEETH;
            case HEAD -> neutral[3 * vertex + 1] >= LOWEST;
            case LEFT_EYE, RIGHT_EYE -> neutral[3 * vertex + 2] >= BACK_OF_EYES;
        };
    }
}
