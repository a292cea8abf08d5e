package io.mien.bench;

import java.util.List;

/** How well a number tells two kinds apart: the probability that one of the one kind has more of it than one of the other. */
final class AreaUnderCurve {
    private AreaUnderCurve() {}

    /**
     * The area under the ROC curve; ties count half.
     *
     * @return NaN if there are none of a kind
     */
    static double of(List<Double> positives, List<Double> negatives) {
        double won = 0;
        for (double positive : positives) {
            for (double negative : negatives) {
                won += positive > negative ? 1 : positive == negative ? 0.5 : 0;
            }
        }
        return won / ((double) positives.size() * negatives.size());
    }
}
