package io.mien.evaluation;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.function.Function;

/**
 * How far an evaluation's recalls, or the differences of two models' recalls, may be off, because other subjects might have
 * been in the lists: percentiles of a bootstrap over subjects (Efron and Tibshirani 1993, chapter 13). A subject's clips are
 * alike, so that drawing clips would promise too much. Of several folds the recalls are their means, as published; a subject
 * who is in several is drawn in all of them at once.
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
     * @param low end, 0 to 1; of a difference -1 to 1
     * @param high end
     */
    public record Interval(double low, double high) {}

    private record Recalls(double weighted, double unweighted) {}

    /** What came of a draw: how often each subject is in it. */
    @FunctionalInterface
    private interface Drawn {
        Recalls of(int[] times);
    }

    /** Draws of one list's subjects. */
    public static RecallIntervals of(Evaluation evaluation, Function<EvaluatedClip, String> subject, long seed) {
        return of(List.of(evaluation), subject, seed);
    }

    /**
     * Draws. The same clips and seed give the same intervals.
     *
     * @param folds of the same labels
     * @param subject of a clip
     */
    public static RecallIntervals of(List<Evaluation> folds, Function<EvaluatedClip, String> subject, long seed) {
        Map<String, Integer> subjects = subjects(folds, subject);
        List<Drawable> drawable = drawable(folds, subject, subjects);
        return draw(subjects.size(), seed, times -> recalls(drawable, times));
    }

    /**
     * Draws for two models on the same clips: of what the first has more than the second. Unlike McNemar's test this does not
     * take a subject's clips for as many subjects.
     *
     * @param first model's folds
     * @param second model's
     * @param subject of a clip
     */
    public static RecallIntervals ofDifference(
            List<Evaluation> first, List<Evaluation> second, Function<EvaluatedClip, String> subject, long seed) {
        Map<String, Integer> subjects = subjects(first, subject);
        List<Drawable> one = drawable(first, subject, subjects);
        List<Drawable> other = drawable(second, subject, subjects);
        return draw(subjects.size(), seed, times -> {
            Recalls more = recalls(one, times);
            Recalls less = recalls(other, times);
            return new Recalls(more.weighted - less.weighted, more.unweighted - less.unweighted);
        });
    }

    private static Map<String, Integer> subjects(List<Evaluation> folds, Function<EvaluatedClip, String> subject) {
        Map<String, Integer> numbers = new LinkedHashMap<>();
        for (Evaluation fold : folds) {
            fold.clips().forEach(clip -> numbers.putIfAbsent(subject.apply(clip), numbers.size()));
        }
        return numbers;
    }

    /**
     * A fold whose clips know their subject's number.
     *
     * @param subjects of the clips, in their order
     */
    private record Drawable(Evaluation fold, List<Integer> subjects) {
        Confusion of(int[] times) {
            Confusion.Counter counter = new Confusion.Counter(fold.labels().size());
            for (int i = 0; i < subjects.size(); i++) {
                EvaluatedClip clip = fold.clips().get(i);
                counter.add(clip.label(), clip.predicted(), times[subjects.get(i)]);
            }
            return counter.count();
        }
    }

    private static List<Drawable> drawable(
            List<Evaluation> folds, Function<EvaluatedClip, String> subject, Map<String, Integer> subjects) {
        return folds.stream()
                .map(fold -> new Drawable(
                        fold,
                        fold.clips().stream()
                                .map(clip -> Objects.requireNonNull(subjects.get(subject.apply(clip))))
                                .toList()))
                .toList();
    }

    private static RecallIntervals draw(int subjects, long seed, Drawn drawn) {
        SplittableRandom random = new SplittableRandom(seed);
        double[] weighted = new double[DRAWS];
        double[] unweighted = new double[DRAWS];
        for (int draw = 0; draw < DRAWS; draw++) {
            int[] times = new int[subjects];
            for (int i = 0; i < subjects; i++) {
                times[random.nextInt(subjects)]++;
            }
            Recalls recalls = drawn.of(times);
            weighted[draw] = recalls.weighted;
            unweighted[draw] = recalls.unweighted;
        }
        return new RecallIntervals(subjects, interval(weighted), interval(unweighted));
    }

    /** Means over the folds that the draw has clips of. */
    private static Recalls recalls(List<Drawable> folds, int[] times) {
        double weighted = 0;
        double unweighted = 0;
        int counted = 0;
        for (Drawable fold : folds) {
            Confusion confusion = fold.of(times);
            if (confusion.clips() > 0) {
                weighted += confusion.weightedAverageRecall();
                unweighted += confusion.unweightedAverageRecall();
                counted++;
            }
        }
        return new Recalls(weighted / counted, unweighted / counted);
    }

    private static Interval interval(double[] draws) {
        Arrays.sort(draws);
        int outside = (int) Math.round(OUTSIDE * draws.length);
        return new Interval(draws[outside], draws[draws.length - 1 - outside]);
    }
}
