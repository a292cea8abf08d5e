package io.mien.evaluation;

import io.mien.models.ModelException;
import java.util.List;

/**
 * Two models on the same clips, by McNemar's exact test: of the clips that one of them alone had right, how likely is it that
 * equally good models divide them so unevenly.
 *
 * @param bothRight clips that both had right
 * @param firstAlone clips that only the first had right
 * @param secondAlone clips that only the second had right
 * @param bothWrong clips that neither had right
 */
public record PairedComparison(int bothRight, int firstAlone, int secondAlone, int bothWrong) {

    /**
     * Compares.
     *
     * @throws ModelException if they are not of the same clips
     */
    public static PairedComparison of(List<EvaluatedClip> first, List<EvaluatedClip> second) {
        if (first.size() != second.size()) {
            throw new ModelException("comparison: " + first.size() + " clips of one model, " + second.size()
                    + " of the other (expected: the same clips)");
        }
        int[] counts = new int[4];
        for (int i = 0; i < first.size(); i++) {
            EvaluatedClip one = first.get(i);
            EvaluatedClip other = second.get(i);
            if (!one.path().equals(other.path()) || one.label() != other.label()) {
                throw new ModelException("comparison: " + one.path() + " of one model, " + other.path()
                        + " of the other (expected: the same clips)");
            }
            boolean oneRight = one.label() == one.predicted();
            boolean otherRight = other.label() == other.predicted();
            counts[oneRight ? (otherRight ? 0 : 1) : (otherRight ? 2 : 3)]++;
        }
        return new PairedComparison(counts[0], counts[1], counts[2], counts[3]);
    }

    /** Of the clips of both, as of the folds of a data set, whose lists have no clip in common. */
    public PairedComparison plus(PairedComparison other) {
        return new PairedComparison(
                bothRight + other.bothRight,
                firstAlone + other.firstAlone,
                secondAlone + other.secondAlone,
                bothWrong + other.bothWrong);
    }

    /** Probability of a division at least as uneven if both were equally good; 1 if there is nothing to divide. */
    public double probability() {
        int divided = firstAlone + secondAlone;
        double logTerm = -divided * Math.log(2);
        double sum = 0;
        for (int i = 0; i <= Math.min(firstAlone, secondAlone); i++) {
            sum += Math.exp(logTerm);
            logTerm += Math.log((double) (divided - i) / (i + 1));
        }
        return Math.min(1, 2 * sum);
    }
}
