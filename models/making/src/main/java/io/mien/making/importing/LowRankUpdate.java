package io.mien.making.importing;

import io.mien.making.checkpoint.StoredTensor;
import java.util.Arrays;

/**
 * A low-rank update of a matrix (Hu et al. 2022, section 4.1): {@code W + scale * up * down}.
 *
 * @param down {@code [rank, in]}, which libraries call A
 * @param up {@code [out, rank]}, which they call B
 * @param scale alpha divided by the rank, or by its root
 */
record LowRankUpdate(StoredTensor down, StoredTensor up, double scale) {

    /** Whether it can be an update of a matrix. */
    static boolean fits(StoredTensor matrix, StoredTensor down, StoredTensor up) {
        return matrix.shape().size() == 2
                && down.shape().size() == 2
                && up.shape().size() == 2
                && down.shape().get(0).equals(up.shape().get(1))
                && down.shape().get(1).equals(matrix.shape().get(1))
                && up.shape().get(0).equals(matrix.shape().get(0))
                && down.type().isFloating()
                && up.type().isFloating();
    }

    /** Adds it to a matrix, {@code [out, in]}, row-major. */
    void addTo(float[] matrix) {
        float[] a = down.floats();
        float[] b = up.floats();
        int rank = down.shape().get(0).intValue();
        int in = down.shape().get(1).intValue();
        int out = up.shape().get(0).intValue();
        double[] row = new double[in];
        for (int i = 0; i < out; i++) {
            Arrays.fill(row, 0);
            for (int k = 0; k < rank; k++) {
                double factor = b[i * rank + k];
                for (int j = 0; j < in; j++) {
                    row[j] += factor * a[k * in + j];
                }
            }
            for (int j = 0; j < in; j++) {
                matrix[i * in + j] = (float) (matrix[i * in + j] + scale * row[j]);
            }
        }
    }
}
