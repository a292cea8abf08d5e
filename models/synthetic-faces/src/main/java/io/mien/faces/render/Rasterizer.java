package io.mien.faces.render;

/** Fills triangles whose corners have a place, a depth and a colour. It leaves out triangles that face away. */
final class Rasterizer {
    private Rasterizer() {}

    /**
     * Draws.
     *
     * @param triangles three vertices each
     * @param first the first triangle that is drawn
     * @param end the one after the last
     * @param places {@code [vertices, 3]}: x and y on the fine canvas, depth
     * @param colours {@code [vertices, 3]}
     */
    static void draw(Canvas canvas, int[] triangles, int first, int end, float[] places, float[] colours) {
        int width = canvas.fineWidth();
        int height = canvas.fineHeight();
        float[] light = canvas.light();
        float[] depth = canvas.depth();
        for (int i = 3 * first; i < 3 * end; i += 3) {
            int a = 3 * triangles[i];
            int b = 3 * triangles[i + 1];
            int c = 3 * triangles[i + 2];
            float ax = places[a];
            float ay = places[a + 1];
            float bx = places[b];
            float by = places[b + 1];
            float cx = places[c];
            float cy = places[c + 1];
            // y runs down, so what is counter-clockwise seen from outside has a negative area here.
            float area = (bx - ax) * (cy - ay) - (by - ay) * (cx - ax);
            if (!(area < 0)) {
                continue;
            }
            int left = Math.max(ceiling(Math.min(ax, Math.min(bx, cx)) - 0.5f), 0);
            int right = Math.min(ceiling(Math.max(ax, Math.max(bx, cx)) - 0.5f), width);
            if (left >= right) {
                continue;
            }
            int top = Math.max(ceiling(Math.min(ay, Math.min(by, cy)) - 0.5f), 0);
            int bottom = Math.min(ceiling(Math.max(ay, Math.max(by, cy)) - 0.5f), height);
            if (top >= bottom) {
                continue;
            }
            float scale = 1 / area;
            float stepA = (by - cy) * scale;
            float stepB = (cy - ay) * scale;
            float startX = left + 0.5f;
            float az = places[a + 2];
            float bz = places[b + 2];
            float cz = places[c + 2];
            for (int y = top; y < bottom; y++) {
                float py = y + 0.5f;
                float shareA = ((bx - startX) * (cy - py) - (by - py) * (cx - startX)) * scale;
                float shareB = ((cx - startX) * (ay - py) - (cy - py) * (ax - startX)) * scale;
                int at = y * width + left;
                for (int x = left; x < right; x++, at++, shareA += stepA, shareB += stepB) {
                    float shareC = 1 - shareA - shareB;
                    if (shareA < 0 || shareB < 0 || shareC < 0) {
                        continue;
                    }
                    float z = shareA * az + shareB * bz + shareC * cz;
                    if (z > depth[at]) {
                        depth[at] = z;
                        int out = 3 * at;
                        light[out] = shareA * colours[a] + shareB * colours[b] + shareC * colours[c];
                        light[out + 1] = shareA * colours[a + 1] + shareB * colours[b + 1] + shareC * colours[c + 1];
                        light[out + 2] = shareA * colours[a + 2] + shareB * colours[b + 2] + shareC * colours[c + 2];
                    }
                }
            }
        }
    }

    /** As {@link Math#ceil}, for what fits an int, and several times faster. */
    private static int ceiling(float value) {
        int truncated = (int) value;
        return value > truncated ? truncated + 1 : truncated;
    }
}
