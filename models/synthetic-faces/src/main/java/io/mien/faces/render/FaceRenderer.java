package io.mien.faces.render;

import io.mien.faces.mesh.Deformation;
import io.mien.faces.mesh.FaceKit;
import io.mien.faces.mesh.FacePart;
import java.util.Arrays;
import java.util.List;

/**
 * Renders heads, one at a time: it bends, turns, lights and draws them. It keeps its buffers between pictures and
 * allocates nothing that grows with the mesh. Used by one thread at a time.
 *
 * <p>In the camera's plane x runs to the right, y down, both in the mesh's units at the head's middle.
 */
public final class FaceRenderer {
    /** Heads turn about this point, in the neck's upper end. */
    private static final float[] PIVOT = {0, -1, 2};

    private static final float WRAP = 0.15f;

    /** The gloss of a tear. */
    private static final float WET = 0.7f;

    private static final float LEAST_LIGHT = 0.35f;
    private static final float MOST_LIGHT = 1.25f;

    private final HeadGeometry head;
    private final FaceKit kit;
    private final float[] bent;
    private final float[] placed;
    private final float[] plane;
    private final float[] screen;
    private final float[] normals;
    private final float[] colours;
    private final float[] folds;
    private float[] rotation = new float[9];
    private float tears;
    private HeadPose pose = new HeadPose(0, 0, 0, 60);

    public FaceRenderer(HeadGeometry head) {
        this.head = head;
        this.kit = head.kit();
        int coordinates = 3 * kit.vertexCount();
        this.bent = new float[coordinates];
        this.placed = new float[coordinates];
        this.plane = new float[coordinates];
        this.screen = new float[coordinates];
        this.normals = new float[coordinates];
        this.colours = new float[coordinates];
        this.folds = new float[kit.endVertex(FacePart.SKIN)];
    }

    /**
     * Gives the head its shape and place, with dry cheeks.
     *
     * @param weights one for each of the kit's movements
     */
    public void pose(Person person, float[] weights, HeadPose newPose) {
        pose(person, weights, newPose, 0);
    }

    /**
     * Gives the head its shape and place.
     *
     * @param weights one for each of the kit's movements
     * @param newTears how wet tears make lids and cheeks, 0 to 1
     */
    public void pose(Person person, float[] weights, HeadPose newPose, double newTears) {
        System.arraycopy(person.rest(), 0, bent, 0, bent.length);
        List<Deformation> movements = kit.movements();
        for (int i = 0; i < weights.length; i++) {
            if (Math.abs(weights[i]) > 0.002f) {
                movements.get(i).addTo(bent, weights[i]);
            }
        }
        pose = newPose;
        tears = (float) newTears;
        rotation = newPose.rotation();
        place(bent, placed, plane);
        fold(person, weights);
    }

    private void place(float[] from, float[] space, float[] projected) {
        float distance = (float) pose.distance();
        float r0 = rotation[0];
        float r1 = rotation[1];
        float r2 = rotation[2];
        float r3 = rotation[3];
        float r4 = rotation[4];
        float r5 = rotation[5];
        float r6 = rotation[6];
        float r7 = rotation[7];
        float r8 = rotation[8];
        for (int i = 0; i < from.length; i += 3) {
            float x = from[i] - PIVOT[0];
            float y = from[i + 1] - PIVOT[1];
            float z = from[i + 2] - PIVOT[2];
            float placedX = r0 * x + r1 * y + r2 * z;
            float placedY = r3 * x + r4 * y + r5 * z;
            float placedZ = r6 * x + r7 * y + r8 * z;
            space[i] = placedX;
            space[i + 1] = placedY;
            space[i + 2] = placedZ;
            float near = 1 / (distance - placedZ);
            projected[i] = placedX * distance * near;
            projected[i + 1] = -placedY * distance * near;
            projected[i + 2] = near;
        }
    }

    private void fold(Person person, float[] weights) {
        Arrays.fill(folds, 1);
        float[] resting = person.restingFolds();
        for (int number = 0; number < resting.length; number++) {
            SkinFold fold = head.folds().get(number);
            float strongest = resting[number];
            for (String movement : fold.movements()) {
                strongest = Math.max(strongest, weightOf(movement, weights));
            }
            float depth = (float)
                    (Math.min(strongest, 1.2f) * fold.gain() * person.traits().folds());
            if (depth > 0.01f) {
                int[] vertices = fold.vertices();
                float[] relief = fold.relief();
                for (int i = 0; i < vertices.length; i++) {
                    folds[vertices[i]] += depth * relief[i];
                }
            }
        }
    }

    private float weightOf(String movement, float[] weights) {
        if (kit.hasMovement(movement)) {
            return weights[kit.movement(movement)];
        }
        if (!kit.hasMovement(movement + "_L") || !kit.hasMovement(movement + "_R")) {
            return 0;
        }
        return 0.5f * (weights[kit.movement(movement + "_L")] + weights[kit.movement(movement + "_R")]);
    }

    /** The five points that faces are aligned to, in the camera's plane: eyes, nose tip, mouth corners; x and y of each. */
    public double[] fivePoints() {
        return FivePoints.of((landmark, axis) -> plane[3 * kit.landmarks()[landmark] + axis]);
    }

    /** The mean of the five points, x and y in the camera's plane. */
    public double[] middle() {
        double[] points = fivePoints();
        double[] middle = new double[2];
        for (int i = 0; i < points.length; i++) {
            middle[i % 2] += points[i] / 5;
        }
        return middle;
    }

    /**
     * The 68 landmarks on the picture.
     *
     * @param map from the camera's plane to the picture's pixels
     * @param landmarks {@code [68, 2]}, overwritten
     */
    public void landmarks(ScreenMap map, float[] landmarks) {
        for (int i = 0; i < FaceKit.LANDMARKS; i++) {
            int at = 3 * kit.landmarks()[i];
            landmarks[2 * i] = map.x(plane[at], plane[at + 1]);
            landmarks[2 * i + 1] = map.y(plane[at], plane[at + 1]);
        }
    }

    /**
     * Draws the head that was posed last.
     *
     * @param map from the camera's plane to the picture's pixels
     * @param gain what all light is multiplied with
     */
    public void draw(Canvas canvas, Person person, Lighting lighting, float gain, ScreenMap map) {
        ScreenMap fine = map.times(Canvas.OVERSAMPLING);
        for (int i = 0; i < plane.length; i += 3) {
            screen[i] = fine.x(plane[i], plane[i + 1]);
            screen[i + 1] = fine.y(plane[i], plane[i + 1]);
            screen[i + 2] = plane[i + 2];
        }
        int[] triangles = kit.triangles();
        Normals.compute(placed, triangles, 0, triangles.length / 3, normals);
        light(person, lighting, gain);
        Rasterizer.draw(canvas, triangles, 0, triangles.length / 3, screen, colours);
        person.glasses().ifPresent(glasses -> wear(canvas, glasses, lighting, gain, fine));
    }

    private void light(Person person, Lighting lighting, float gain) {
        float[] albedo = person.colours();
        float[] gloss = person.gloss();
        int skinEnd = kit.endVertex(FacePart.SKIN);
        int eyes = kit.firstVertex(FacePart.LEFT_EYE);
        int count = lighting.lamps().size();
        float[] lamps = new float[9 * count];
        for (int i = 0; i < count; i++) {
            write(lighting.lamps().get(i), lamps, 9 * i);
        }
        float hollows = (float) person.traits().hollows();
        float[] tracks = head.tearTracks();
        Colour above = lighting.above();
        Colour below = lighting.below();
        float belowRed = below.red();
        float belowGreen = below.green();
        float belowBlue = below.blue();
        float moreRed = above.red() - belowRed;
        float moreGreen = above.green() - belowGreen;
        float moreBlue = above.blue() - belowBlue;
        for (int vertex = 0; vertex < kit.vertexCount(); vertex++) {
            int at = 3 * vertex;
            float nx = normals[at];
            float ny = normals[at + 1];
            float nz = normals[at + 2];
            float upward = 0.5f + 0.5f * ny;
            float red = belowRed + moreRed * upward;
            float green = belowGreen + moreGreen * upward;
            float blue = belowBlue + moreBlue * upward;
            float shineRed = 0;
            float shineGreen = 0;
            float shineBlue = 0;
            for (int i = 0; i < lamps.length; i += 9) {
                float facing = (nx * lamps[i] + ny * lamps[i + 1] + nz * lamps[i + 2] + WRAP) * (1 / (1 + WRAP));
                if (facing > 0) {
                    red += facing * lamps[i + 3];
                    green += facing * lamps[i + 4];
                    blue += facing * lamps[i + 5];
                }
                float half = nx * lamps[i + 6] + ny * lamps[i + 7] + nz * lamps[i + 8];
                if (half > 0.7f) {
                    float squared = half * half;
                    float eighth = squared * squared * squared * squared;
                    float soft = eighth * eighth;
                    float shine = vertex >= eyes ? soft * soft * soft : soft;
                    shineRed += shine * lamps[i + 3];
                    shineGreen += shine * lamps[i + 4];
                    shineBlue += shine * lamps[i + 5];
                }
            }
            float shade = vertex < skinEnd ? gain * hollow(vertex, hollows) * folds[vertex] : gain;
            float polish = gain * (vertex < skinEnd ? gloss[vertex] + WET * tears * tracks[vertex] : gloss[vertex]);
            colours[at] = albedo[at] * red * shade + polish * shineRed;
            colours[at + 1] = albedo[at + 1] * green * shade + polish * shineGreen;
            colours[at + 2] = albedo[at + 2] * blue * shade + polish * shineBlue;
        }
    }

    /** Direction, colour, and the direction half way to the camera. */
    private static void write(Lighting.Lamp lamp, float[] lamps, int at) {
        lamps[at] = lamp.x();
        lamps[at + 1] = lamp.y();
        lamps[at + 2] = lamp.z();
        lamps[at + 3] = lamp.colour().red();
        lamps[at + 4] = lamp.colour().green();
        lamps[at + 5] = lamp.colour().blue();
        float z = lamp.z() + 1;
        float length = (float) Math.sqrt(lamp.x() * lamp.x() + lamp.y() * lamp.y() + z * z);
        lamps[at + 6] = lamp.x() / length;
        lamps[at + 7] = lamp.y() / length;
        lamps[at + 8] = z / length;
    }

    /** Less than 1 where the skin around stands higher: so wrinkles and creases show as the face moves. */
    private float hollow(int vertex, float strength) {
        int[] neighbours = head.hollowVertices();
        int first = HeadGeometry.HOLLOW_NEIGHBOURS * vertex;
        float x = 0;
        float y = 0;
        float z = 0;
        for (int i = first; i < first + HeadGeometry.HOLLOW_NEIGHBOURS; i++) {
            int at = 3 * neighbours[i];
            x += placed[at];
            y += placed[at + 1];
            z += placed[at + 2];
        }
        float share = 1f / HeadGeometry.HOLLOW_NEIGHBOURS;
        int at = 3 * vertex;
        float depth = (share * x - placed[at]) * normals[at]
                + (share * y - placed[at + 1]) * normals[at + 1]
                + (share * z - placed[at + 2]) * normals[at + 2];
        return Smooth.clamp(1 - strength * depth, LEAST_LIGHT, MOST_LIGHT);
    }

    private void wear(Canvas canvas, Glasses glasses, Lighting lighting, float gain, ScreenMap fine) {
        float[] points = glasses.points();
        float[] space = new float[points.length];
        float[] projected = new float[points.length];
        place(points, space, projected);
        float[][] ends = new float[points.length / 3][];
        for (int i = 0; i < ends.length; i++) {
            int at = 3 * i;
            ends[i] = new float[] {
                fine.x(projected[at], projected[at + 1]),
                fine.y(projected[at], projected[at + 1]),
                projected[at + 2],
                Math.max(0.5f, glasses.thickness() * fine.scale() * (float) pose.distance() * projected[at + 2])
            };
        }
        int[] segments = glasses.segments();
        for (int i = 0; i < segments.length; i += 2) {
            Capsules.draw(canvas, ends[segments[i]], ends[segments[i + 1]], glasses.colour(), lighting, gain);
        }
    }
}
