package io.mien.evaluation;

import java.util.ArrayList;
import java.util.List;

/**
 * What a margin costs and brings: for each least probability, how many clips a model still answers, and how many of its
 * answers are right (El-Yaniv and Wiener 2010, "On the foundations of noise-free selective classification"). Clips unlike
 * those of training are never answered.
 *
 * @param points by ascending least probability; those without an answer are left out
 */
public record CoverageCurve(List<Point> points) {
    private static final int STEPS = 20;

    public CoverageCurve {
        points = List.copyOf(points);
    }

    /**
     * One margin.
     *
     * @param leastProbability of the likeliest label
     * @param answered the part of the clips that are answered
     * @param right the part of the answers that are right
     * @param recall the mean over the classes of the part of a class's answers that are right
     */
    public record Point(double leastProbability, double answered, double right, double recall) {}

    /** Tries margins from 0 to 0.95. */
    static CoverageCurve of(Evaluation evaluation) {
        List<Point> points = new ArrayList<>();
        for (int step = 0; step < STEPS; step++) {
            double least = (double) step / STEPS;
            Evaluation sure = evaluation.ofSure(least);
            if (!sure.clips().isEmpty()) {
                Confusion confusion = sure.confusion();
                points.add(new Point(
                        least,
                        (double) sure.clips().size() / evaluation.clips().size(),
                        confusion.weightedAverageRecall(),
                        confusion.unweightedAverageRecall()));
            }
        }
        return new CoverageCurve(points);
    }
}
