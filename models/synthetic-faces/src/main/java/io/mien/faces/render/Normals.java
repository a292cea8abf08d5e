package io.mien.faces.render;

import java.util.Arrays;

/**
 * Computes the normals of a mesh's vertices as the sum of its triangles' normals, in which larger triangles count more.
 */
final class Normals {
    private Normals() {}

    /**
     * Computes unit normals; vertices without a triangle get zero.
     *
     * @param positions {@code [vertices, 3]}
     * @param first the first triangle that is looked at
     * @param end the one after the last
     * @param normals {@code [vertices, 3]}, overwritten
     */
    static void compute(float[] positions, int[] triangles, int first, int end, float[] normals) {
        Arrays.fill(normals, 0);
        sum(positions, triangles, first, end, normals);
        normalise(normals);
    }

    private static void sum(float[] positions, int[] triangles, int first, int end, float[] normals) {
        for (int i = 3 * first; i < 3 * end; i += 3) {
            int a = 3 * triangles[i];
            int b = 3 * triangles[i + 1];
            int c = 3 * triangles[i + 2];
            float ax = positions[a];
            float ay = positions[a + 1];
            float az = positions[a + 2];
            float ux = positions[b] - ax;
            float uy = positions[b + 1] - ay;
            float uz = positions[b + 2] - az;
            float vx = positions[c] - ax;
            float vy = positions[c + 1] - ay;
            float vz = positions[c + 2] - az;
            float nx = uy * vz - uz * vy;
            float ny = uz * vx - ux * vz;
            float nz = ux * vy - uy * vx;
            normals[a] += nx;
            normals[a + 1] += ny;
            normals[a + 2] += nz;
            normals[b] += nx;
            normals[b + 1] += ny;
            normals[b + 2] += nz;
            normals[c] += nx;
            normals[c + 1] += ny;
            normals[c + 2] += nz;
        }
    }

    private static void normalise(float[] normals) {
        for (int i = 0; i < normals.length; i += 3) {
            float x = normals[i];
            float y = normals[i + 1];
            float z = normals[i + 2];
            float squared = x * x + y * y + z * z;
            if (squared > 0) {
                float scale = (float) (1 / Math.sqrt(squared));
                normals[i] = x * scale;
                normals[i + 1] = y * scale;
                normals[i + 2] = z * scale;
            }
        }
    }
}
