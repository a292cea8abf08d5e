package io.mien.faces.render;

/** Draws thick lines with round ends, for things that are no part of the mesh: glasses, fingers, shoulders. */
final class Capsules {
    private Capsules() {}

    /**
     * Draws one.
     *
     * @param from x, y on the fine canvas, depth and half thickness in its points
     * @param to the same of its other end
     * @param colour red, green and blue
     * @param lighting by which it looks round; its lamps' light is added to that of all around
     */
    static void draw(Canvas canvas, float[] from, float[] to, Colour colour, Lighting lighting, float gain) {
        float reach = Math.max(from[3], to[3]) + 1;
        int left = Math.max((int) Math.floor(Math.min(from[0], to[0]) - reach), 0);
        int right = Math.min((int) Math.ceil(Math.max(from[0], to[0]) + reach), canvas.fineWidth());
        int top = Math.max((int) Math.floor(Math.min(from[1], to[1]) - reach), 0);
        int bottom = Math.min((int) Math.ceil(Math.max(from[1], to[1]) + reach), canvas.fineHeight());
        float alongX = to[0] - from[0];
        float alongY = to[1] - from[1];
        float length = alongX * alongX + alongY * alongY;
        float[] depth = canvas.depth();
        float[] light = canvas.light();
        for (int y = top; y < bottom; y++) {
            for (int x = left; x < right; x++) {
                float toX = x + 0.5f - from[0];
                float toY = y + 0.5f - from[1];
                float share = length == 0 ? 0 : (toX * alongX + toY * alongY) / length;
                share = Math.min(Math.max(share, 0), 1);
                float dx = toX - share * alongX;
                float dy = toY - share * alongY;
                float radius = from[3] + share * (to[3] - from[3]);
                float squared = dx * dx + dy * dy;
                if (squared >= radius * radius) {
                    continue;
                }
                int at = y * canvas.fineWidth() + x;
                float z = from[2] + share * (to[2] - from[2]);
                if (z > depth[at]) {
                    depth[at] = z;
                    shade(light, 3 * at, dx / radius, -dy / radius, colour, lighting, gain);
                }
            }
        }
    }

    private static void shade(
            float[] light, int at, float normalX, float normalY, Colour colour, Lighting lighting, float gain) {
        float normalZ = (float) Math.sqrt(Math.max(0, 1 - normalX * normalX - normalY * normalY));
        float upward = 0.5f + 0.5f * normalY;
        for (int channel = 0; channel < 3; channel++) {
            float all = lighting.below().channel(channel)
                    + (lighting.above().channel(channel) - lighting.below().channel(channel)) * upward;
            light[at + channel] = all;
        }
        for (Lighting.Lamp lamp : lighting.lamps()) {
            float facing = Math.max(0, normalX * lamp.x() + normalY * lamp.y() + normalZ * lamp.z());
            for (int channel = 0; channel < 3; channel++) {
                light[at + channel] += facing * lamp.colour().channel(channel);
            }
        }
        for (int channel = 0; channel < 3; channel++) {
            light[at + channel] *= gain * colour.channel(channel);
        }
    }
}
