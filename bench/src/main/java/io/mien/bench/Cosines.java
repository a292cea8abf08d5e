package io.mien.bench;

import java.util.List;

/** How alike embeddings are. */
final class Cosines {
    private Cosines() {}

    /** The least cosine between one and its counterpart. */
    static double least(List<float[]> ones, List<float[]> others) {
        if (ones.size() != others.size()) {
            throw new IllegalStateException(others.size() + " embeddings (expected: " + ones.size() + ")");
        }
        double least = 1;
        for (int row = 0; row < ones.size(); row++) {
            least = Math.min(least, of(ones.get(row), others.get(row)));
        }
        return least;
    }

    private static double of(float[] one, float[] other) {
        double product = 0;
        double ofOne = 0;
        double ofOther = 0;
        for (int i = 0; i < one.length; i++) {
            product += (double) one[i] * other[i];
            ofOne += (double) one[i] * one[i];
            ofOther += (double) other[i] * other[i];
        }
        return product / Math.sqrt(ofOne * ofOther);
    }
}
