package io.mien.evaluation;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.Function;

/**
 * How far an evaluation's recalls may be off, because other subjects might have been in the list: percentiles of a bootstrap
 * over subjects (Efron and Tibshirani 1993, chapter 13). A subject's clips are alike, so that drawing clips would promise too
 * much.
 *
 * @param subjects that were drawn from
 * @param weighted average recall's interval
 * @param unweighted average recall's interval, over the classes that a draw has clips of
 */
public record RecallIntervals(int subjects, Interval weighted, Interval unweighted) {
    private static final int DRAWS = 2000;
    private static final double OUTSIDE = 0.025;

    /**
     * What 95 of 100 draws lie within.
     *
     * @param low end, 0 to 1
     * @param high end, 0 to 1
     */
    public record Interval(double low, double high) {}

    /**
     * Draws. The same clips and seed give the same intervals.
     *
     * @param subject of a clip
     */
    public static RecallIntervals of(Evaluation evaluation, Function<EvaluatedClip, String> subject, long seed) {
        Map<String, List<EvaluatedClip>> bySubject = new LinkedHashMap<>();
        evaluation
                .clips()
                .forEach(clip -> bySubject
                        .computeIfAbsent(subject.apply(clip), name -> new ArrayList<>())
                        .add(clip));
        List<List<EvaluatedClip>> groups = List.copyOf(bySubject.values());
        SplittableRandom random = new SplittableRandom(seed);
        double[] weighted = new double[DRAWS];
        double[] unweighted = new double[DRAWS];
        for (int draw = 0; draw < DRAWS; draw++) {
            Confusion.Counter counter =
                    new Confusion.Counter(evaluation.labels().size());
            for (int i = 0; i < groups.size(); i++) {
                groups.get(random.nextInt(groups.size())).forEach(clip -> counter.add(clip.label(), clip.predicted()));
            }
            Confusion confusion = counter.count();
            weighted[draw] = confusion.weightedAverageRecall();
            unweighted[draw] = confusion.unweightedAverageRecall();
        }
        return new RecallIntervals(groups.size(), interval(weighted), interval(unweighted));
    }

    private static Interval interval(double[] draws) {
        Arrays.sort(draws);
        int outside = (int) Math.round(OUTSIDE * draws.length);
        return new Interval(draws[outside], draws[draws.length - 1 - outside]);
    }
}
