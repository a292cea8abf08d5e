package io.mien.making.network;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.function.UnaryOperator;

/** The fixtures' weights and pictures: a formula of the name and the index, so that no weight file is needed. */
public final class FormulaWeights implements WeightSource {
    private final UnaryOperator<String> fixtureName;

    /**
     * For a state dict with other names than the fixture's.
     *
     * @param fixtureName what the fixture calls a weight
     */
    public FormulaWeights(UnaryOperator<String> fixtureName) {
        this.fixtureName = fixtureName;
    }

    @Override
    public float[] read(String name, long... shape) {
        return values(fixtureName.apply(name), shape);
    }

    public static float[] values(String name, long... shape) {
        return values(name, 0, (int) Arrays.stream(shape).reduce(1, Math::multiplyExact), shape);
    }

    /** One row of a matrix, without the rest. */
    public static float[] row(String name, int row, long rows, int width) {
        return values(name, row * width, width, rows, width);
    }

    private static float[] values(String name, int from, int count, long... shape) {
        float[] values = new float[count];
        long hash = hash(name);
        double centre = isLayerNormGain(name) ? 1 : 0;
        double spread = spread(name, shape);
        for (int i = 0; i < values.length; i++) {
            double unit = (mix(hash, from + i) >>> 40) * 0x1p-24;
            values[i] = (float) (centre + spread * (2 * unit - 1));
        }
        return values;
    }

    public static byte[] bytes(String name, int count) {
        byte[] bytes = new byte[count];
        long hash = hash(name);
        for (int i = 0; i < count; i++) {
            bytes[i] = (byte) (mix(hash, i) >>> 56);
        }
        return bytes;
    }

    private static double spread(String name, long... shape) {
        boolean isEmbedding = name.endsWith("_embedding")
                || name.endsWith("token_embedding.weight")
                || name.endsWith("cls_token")
                || name.endsWith("ctx");
        if (shape.length == 1 || isEmbedding) {
            return 0.1;
        }
        if (name.endsWith(".proj") || name.endsWith("text_projection")) {
            return Math.sqrt(3.0 / shape[0]);
        }
        return Math.sqrt(3.0 / Arrays.stream(shape).skip(1).reduce(1, Math::multiplyExact));
    }

    private static boolean isLayerNormGain(String name) {
        return name.matches(".*\\bln_\\w+\\.weight") || name.endsWith(".norm.weight");
    }

    private static long hash(String name) {
        long hash = 0xcbf29ce484222325L;
        for (byte b : name.getBytes(StandardCharsets.UTF_8)) {
            hash = (hash ^ (b & 0xff)) * 0x100000001b3L;
        }
        return hash;
    }

    private static long mix(long hash, int index) {
        long z = hash + (index + 1) * 0x9E3779B97F4A7C15L;
        z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
        z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
        return z ^ (z >>> 31);
    }
}
