package io.mien.evaluation;

import java.util.ArrayList;
import java.util.List;

/**
 * Whether a model's probabilities mean what they say (Guo et al. 2017, section 2): clips by the probability of what they were
 * taken for, in 15 bins of equal width, and how many of each bin were taken rightly.
 *
 * @param bins from 0 to 1
 */
public record ReliabilityDiagram(List<Bin> bins) {
    private static final int BINS = 15;

    public ReliabilityDiagram {
        bins = List.copyOf(bins);
    }

    /**
     * The clips of a range of probabilities.
     *
     * @param above which the probability lies; the first bin has 0 too
     * @param upTo this, included
     * @param clips how many
     * @param confidence the mean of their probabilities; NaN without clips
     * @param right the fraction of them that was taken rightly; NaN without clips
     */
    public record Bin(double above, double upTo, int clips, double confidence, double right) {
        /** How far what it says is from what holds; 0 without clips. */
        public double error() {
            return clips == 0 ? 0 : Math.abs(right - confidence);
        }
    }

    /** Counts clips. */
    public static ReliabilityDiagram of(List<EvaluatedClip> clips) {
        double[] confidence = new double[BINS];
        int[] right = new int[BINS];
        int[] count = new int[BINS];
        for (EvaluatedClip clip : clips) {
            double largest = clip.probabilities().get(clip.predicted());
            int bin = Math.min((int) Math.max(Math.ceil(largest * BINS) - 1, 0), BINS - 1);
            confidence[bin] += largest;
            right[bin] += clip.isRight() ? 1 : 0;
            count[bin]++;
        }
        List<Bin> bins = new ArrayList<>();
        for (int bin = 0; bin < BINS; bin++) {
            bins.add(new Bin(
                    (double) bin / BINS,
                    (bin + 1.0) / BINS,
                    count[bin],
                    confidence[bin] / count[bin],
                    (double) right[bin] / count[bin]));
        }
        return new ReliabilityDiagram(bins);
    }

    /** Expected calibration error: the bins' errors, weighted by their clips; NaN without clips. */
    public double expectedError() {
        int clips = bins.stream().mapToInt(Bin::clips).sum();
        return bins.stream().mapToDouble(bin -> bin.clips() * bin.error()).sum() / clips;
    }

    /** Maximum calibration error: the largest of the bins' errors. */
    public double largestError() {
        return bins.stream().mapToDouble(Bin::error).max().orElse(0);
    }
}
