package io.mien.faces.render;

import io.mien.faces.mesh.FaceKit;
import io.mien.faces.mesh.FacePart;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * The geometry of the average head that painting and light need, computed once: its normals, lines along its features,
 * the neighbours from which hollows are told, and where skin folds. Immutable, safe for use by many threads.
 */
public final class HeadGeometry {
    /** How many vertices two steps away tell whether a vertex lies in a hollow. */
    static final int HOLLOW_NEIGHBOURS = 4;

    private static final int[] LEFT_EYE_OF_PICTURE = {36, 37, 38, 39, 40, 41};
    private static final int[] RIGHT_EYE_OF_PICTURE = {42, 43, 44, 45, 46, 47};
    private static final int[] OUTER_LIPS = {48, 49, 50, 51, 52, 53, 54, 55, 56, 57, 58, 59};

    private final FaceKit kit;
    private final float[] normals;
    private final int[] hollowNeighbours;
    private final Polyline leftEye;
    private final Polyline rightEye;
    private final Polyline outerLips;
    private final List<SkinFold> folds;
    private final float[] tearTracks;

    public HeadGeometry(FaceKit kit) {
        this.kit = kit;
        float[] neutral = kit.neutral();
        this.normals = new float[neutral.length];
        Normals.compute(neutral, kit.triangles(), 0, kit.triangles().length / 3, normals);
        this.leftEye = Polyline.of(neutral, landmarkVertices(LEFT_EYE_OF_PICTURE), true, 1);
        this.rightEye = Polyline.of(neutral, landmarkVertices(RIGHT_EYE_OF_PICTURE), true, 1);
        this.outerLips = Polyline.of(neutral, landmarkVertices(OUTER_LIPS), true, 0);
        this.hollowNeighbours = hollowNeighbours();
        this.folds = SkinFold.all(this);
        this.tearTracks = TearTracks.of(this);
    }

    public FaceKit kit() {
        return kit;
    }

    /** Unit normals of the average head at rest, {@code [vertices, 3]}. */
    float[] normals() {
        return normals;
    }

    /** {@value #HOLLOW_NEIGHBOURS} vertices for each vertex of the skin. */
    int[] hollowVertices() {
        return hollowNeighbours;
    }

    Polyline leftEyeOfPicture() {
        return leftEye;
    }

    Polyline rightEyeOfPicture() {
        return rightEye;
    }

    Polyline outerLips() {
        return outerLips;
    }

    /** How wet tears make each vertex of the skin, 0 to 1. */
    float[] tearTracks() {
        return tearTracks;
    }

    List<SkinFold> folds() {
        return folds;
    }

    int[] landmarkVertices(int... landmarks) {
        return Arrays.stream(landmarks)
                .map(landmark -> kit.landmarks()[landmark])
                .toArray();
    }

    private int[] hollowNeighbours() {
        int skin = kit.endVertex(FacePart.SKIN);
        List<Set<Integer>> rings = rings(skin);
        int[] neighbours = new int[HOLLOW_NEIGHBOURS * skin];
        for (int vertex = 0; vertex < skin; vertex++) {
            List<Integer> around = aroundTwoSteps(vertex, rings);
            for (int i = 0; i < HOLLOW_NEIGHBOURS; i++) {
                neighbours[HOLLOW_NEIGHBOURS * vertex + i] =
                        around.isEmpty() ? vertex : around.get(i * around.size() / HOLLOW_NEIGHBOURS);
            }
        }
        return neighbours;
    }

    private List<Set<Integer>> rings(int skin) {
        List<Set<Integer>> rings = new ArrayList<>();
        for (int vertex = 0; vertex < skin; vertex++) {
            rings.add(new LinkedHashSet<>());
        }
        int[] triangles = kit.triangles();
        for (int i = 0; i < triangles.length; i += 3) {
            for (int corner = 0; corner < 3; corner++) {
                int from = triangles[i + corner];
                int to = triangles[i + (corner + 1) % 3];
                if (from < skin && to < skin) {
                    rings.get(from).add(to);
                    rings.get(to).add(from);
                }
            }
        }
        return rings;
    }

    /** Vertices two steps away, in their order around the vertex, so that picking evenly picks all sides. */
    private List<Integer> aroundTwoSteps(int vertex, List<Set<Integer>> rings) {
        Set<Integer> near = new LinkedHashSet<>(rings.get(vertex));
        near.add(vertex);
        Set<Integer> far = new LinkedHashSet<>();
        for (int neighbour : rings.get(vertex)) {
            far.addAll(rings.get(neighbour));
        }
        far.removeAll(near);
        float[] neutral = kit.neutral();
        float[] across = new float[3];
        float[] along = new float[3];
        tangents(vertex, across, along);
        List<Integer> ordered = new ArrayList<>(far);
        ordered.sort(Comparator.comparingDouble((Integer other) -> {
                    double u = 0;
                    double v = 0;
                    for (int axis = 0; axis < 3; axis++) {
                        float offset = neutral[3 * other + axis] - neutral[3 * vertex + axis];
                        u += offset * across[axis];
                        v += offset * along[axis];
                    }
                    return StrictMath.atan2(v, u);
                })
                .thenComparing(Comparator.naturalOrder()));
        return ordered;
    }

    private void tangents(int vertex, float[] across, float[] along) {
        float x = normals[3 * vertex];
        float y = normals[3 * vertex + 1];
        float z = normals[3 * vertex + 2];
        boolean steep = Math.abs(y) > 0.9f;
        float helperX = steep ? 1 : 0;
        float helperY = steep ? 0 : 1;
        across[0] = helperY * z;
        across[1] = -helperX * z;
        across[2] = helperX * y - helperY * x;
        along[0] = y * across[2] - z * across[1];
        along[1] = z * across[0] - x * across[2];
        along[2] = x * across[1] - y * across[0];
    }
}
