package io.mien.bench;

import java.util.List;

/**
 * Measures how well a number tells two kinds apart: the probability that a member of the one kind has a larger number
 * than a member of the other.
 */
final class AreaUnderCurve {
    private AreaUnderCurve() {}

    /**
     * The area under the ROC curve; ties count half.
     *
     * @return NaN if one of the kinds has no members
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
