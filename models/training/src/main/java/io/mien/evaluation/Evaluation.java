package io.mien.evaluation;

import java.util.Collections;
import java.util.List;

/**
 * The results of a model over a list.
 *
 * @param labels names of the classes
 * @param clips what it said of each
 */
public record Evaluation(List<String> labels, List<EvaluatedClip> clips) {
    private static final int BINS = 15;

    public Evaluation {
        labels = List.copyOf(labels);
        clips = List.copyOf(clips);
    }

    /** Counts which class was taken for which. */
    public Confusion confusion() {
        Confusion.Counter counter = new Confusion.Counter(labels.size());
        clips.forEach(clip -> counter.add(clip.label(), clip.predicted()));
        return counter.count();
    }

    /**
     * The clips that remain if the likeliest label has to be at least this likely; a model that asks for it abstains on
     * the others.
     */
    public Evaluation ofSure(double leastProbability) {
        return new Evaluation(
                labels,
                clips.stream()
                        .filter(clip -> Collections.max(clip.probabilities()) >= leastProbability)
                        .toList());
    }

    /** Classes that the list has no clips of. */
    public List<String> absent() {
        return confusion().absent().stream().map(labels::get).toList();
    }

    /**
     * Expected calibration error (Guo et al. 2017, section 2): how far the largest probability is from how often it is
     * right, over 15 bins of it.
     */
    public double calibrationError() {
        double[] confidence = new double[BINS];
        int[] right = new int[BINS];
        for (EvaluatedClip clip : clips) {
            double largest = clip.probabilities().get(clip.predicted());
            int bin = Math.min((int) Math.max(Math.ceil(largest * BINS) - 1, 0), BINS - 1);
            confidence[bin] += largest;
            right[bin] += clip.label() == clip.predicted() ? 1 : 0;
        }
        double error = 0;
        for (int bin = 0; bin < BINS; bin++) {
            error += Math.abs(right[bin] - confidence[bin]);
        }
        return error / clips.size();
    }
}
