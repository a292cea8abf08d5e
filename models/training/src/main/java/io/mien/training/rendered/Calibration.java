package io.mien.training.rendered;

import java.util.List;

/** Temperature scaling (Guo et al. 2017): one factor on all logits, which changes no decision. */
final class Calibration {
    private static final double LEAST = 0.05;
    private static final double MOST = 20;
    private static final int HALVINGS = 60;

    private Calibration() {}

    /**
     * The factor of the logits that makes the labels most likely. The likelihood has one peak, since it is concave in
     * the factor.
     *
     * @param logits {@code [rows * classes]}
     */
    static double sharpness(float[] logits, List<Integer> labels) {
        double low = Math.log(LEAST);
        double high = Math.log(MOST);
        for (int i = 0; i < HALVINGS; i++) {
            double lower = low + (high - low) / 3;
            double upper = high - (high - low) / 3;
            if (loss(logits, labels, Math.exp(lower)) < loss(logits, labels, Math.exp(upper))) {
                high = upper;
            } else {
                low = lower;
            }
        }
        return Math.exp((low + high) / 2);
    }

    /** The negative logarithm of the labels' likelihood. */
    private static double loss(float[] logits, List<Integer> labels, double factor) {
        int classes = logits.length / labels.size();
        double loss = 0;
        for (int row = 0; row < labels.size(); row++) {
            double largest = Double.NEGATIVE_INFINITY;
            for (int i = 0; i < classes; i++) {
                largest = Math.max(largest, factor * logits[row * classes + i]);
            }
            double sum = 0;
            for (int i = 0; i < classes; i++) {
                sum += Math.exp(factor * logits[row * classes + i] - largest);
            }
            loss += Math.log(sum) + largest - factor * logits[row * classes + labels.get(row)];
        }
        return loss;
    }
}
