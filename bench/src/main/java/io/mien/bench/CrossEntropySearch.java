package io.mien.bench;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.stream.IntStream;

/**
 * Searches for named numbers that score well, by the cross-entropy method (Rubinstein 1999): they are drawn from normal
 * distributions, and these move towards the best quarter of the draws.
 */
final class CrossEntropySearch {
    private static final double KEPT = 0.25;
    private static final double TOWARDS_MEAN = 0.6;
    private static final double TOWARDS_WIDTH = 0.5;

    /** The width that a distribution keeps, as a part of its range: a single point would be one face, not an expression. */
    private static final double NARROWEST = 0.1;

    /** What is found reaches so many deviations to either side. */
    private static final double DEVIATIONS = 1.3;

    private final SplittableRandom random;

    /** By name: the draws must not depend on an order that a map may have by chance. */
    private final Map<String, Drawn> distributions = new TreeMap<>();

    /**
     * Where a number is looked for.
     *
     * @param low never less
     * @param high never more
     */
    record Range(double low, double high) {
        Range {
            if (!(low <= high)) {
                throw new IllegalArgumentException("range: " + low + " to " + high + " (expected: the lower first)");
            }
        }
    }

    private record Drawn(Range range, double mean, double deviation) {
        static Drawn of(Range range) {
            double width = range.high - range.low;
            return new Drawn(range, range.low + 0.45 * width, 0.35 * width);
        }

        double draw(SplittableRandom random) {
            return within(mean + deviation * random.nextGaussian());
        }

        private double within(double value) {
            return Math.min(Math.max(value, range.low), range.high);
        }

        Drawn towards(List<Double> kept) {
            double middle = average(kept);
            double width = Math.sqrt(average(kept.stream()
                    .map(value -> (value - middle) * (value - middle))
                    .toList()));
            return new Drawn(
                    range,
                    mean + TOWARDS_MEAN * (middle - mean),
                    Math.max(deviation + TOWARDS_WIDTH * (width - deviation), NARROWEST * (range.high - range.low)));
        }

        Range found() {
            return new Range(within(mean - DEVIATIONS * deviation), within(mean + DEVIATIONS * deviation));
        }

        private static double average(List<Double> values) {
            return values.stream().mapToDouble(Double::doubleValue).average().orElseThrow();
        }
    }

    CrossEntropySearch(Map<String, Range> ranges, long seed) {
        this.random = new SplittableRandom(seed);
        ranges.forEach((name, range) -> distributions.put(name, Drawn.of(range)));
    }

    /** Draws of a round. */
    List<Map<String, Double>> draw(int count) {
        List<Map<String, Double>> draws = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            Map<String, Double> numbers = new LinkedHashMap<>();
            distributions.forEach((name, drawn) -> numbers.put(name, drawn.draw(random)));
            draws.add(numbers);
        }
        return draws;
    }

    /**
     * Moves towards the best draws.
     *
     * @param scores of the draws, in their order; more is better
     */
    void learn(List<Map<String, Double>> draws, double[] scores) {
        List<Integer> best = IntStream.range(0, draws.size())
                .boxed()
                .sorted(Comparator.comparingDouble((Integer draw) -> -scores[draw]))
                .limit(Math.max(1, Math.round(KEPT * draws.size())))
                .toList();
        distributions.replaceAll((name, drawn) -> drawn.towards(best.stream()
                .map(draw -> draws.get(draw).getOrDefault(name, drawn.mean()))
                .toList()));
    }

    /** Where the numbers that score well lie, as far as is known. */
    Map<String, Range> found() {
        Map<String, Range> found = new LinkedHashMap<>();
        distributions.forEach((name, drawn) -> found.put(name, drawn.found()));
        return found;
    }
}
