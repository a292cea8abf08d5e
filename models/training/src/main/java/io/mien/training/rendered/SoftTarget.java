package io.mien.training.rendered;

/**
 * The target of a face whose expression is weak: a part of it is the label, the rest is neutral.
 *
 * @param classes how many
 * @param neutral index of that class; -1 if there is none, so that every target is its label
 */
record SoftTarget(int classes, int neutral) {
    /** Up to here an expression is not seen. */
    private static final double UNSEEN = 0.1;

    /** From here on it is seen for certain. */
    private static final double CERTAIN = 0.5;

    /**
     * The probabilities.
     *
     * @param intensity of the label's expression, 0 to 1
     * @param smoothing of the probability, shared by all classes
     */
    float[] of(int label, double intensity, double smoothing) {
        double certainty = neutral < 0 ? 1 : Math.min(Math.max((intensity - UNSEEN) / (CERTAIN - UNSEEN), 0), 1);
        float[] target = new float[classes];
        for (int i = 0; i < classes; i++) {
            double wanted = (i == label ? certainty : 0) + (i == neutral ? 1 - certainty : 0);
            target[i] = (float) ((1 - smoothing) * wanted + smoothing / classes);
        }
        return target;
    }
}
