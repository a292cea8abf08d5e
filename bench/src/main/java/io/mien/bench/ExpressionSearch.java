package io.mien.bench;

import io.mien.faces.clips.ClipRenderer;
import io.mien.faces.clips.Expression;
import io.mien.faces.clips.RenderedClip;
import io.mien.faces.clips.SplitPlan;
import io.mien.faces.render.HeadGeometry;
import io.mien.pictures.RgbImage;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/**
 * Searches for weights of movements that the independent network takes for an expression, by the cross-entropy method
 * (Rubinstein 1999): weights are drawn from normal distributions, the best quarter of the draws is kept, and the
 * distributions move towards it. Each draw is shown by the same people in the same light, and is as good as the network's
 * mean probability over them; one person's luck decides nothing.
 */
final class ExpressionSearch {
    private static final double KEPT = 0.25;
    private static final double TOWARDS_MEAN = 0.6;
    private static final double TOWARDS_WIDTH = 0.5;
    /** The width that a distribution keeps, as a part of its range: a single point would be one face, not an expression. */
    private static final double NARROWEST = 0.1;

    private static final double DEVIATIONS = 1.3;

    private final HeadGeometry head;
    private final IndependentNetwork network;
    private final Expression expression;
    private final Plan plan;

    /**
     * How much is searched.
     *
     * @param draws of a round
     * @param people who show each draw of a round, others in the next
     */
    record Plan(int draws, int people, long seed) {}

    /**
     * Where a movement's weight is looked for.
     *
     * @param low never less
     * @param high never more
     */
    record Range(double low, double high) {}

    /** A normal distribution within a range. */
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
            double middle =
                    kept.stream().mapToDouble(Double::doubleValue).average().orElse(mean);
            double squares = kept.stream()
                    .mapToDouble(value -> (value - middle) * (value - middle))
                    .average()
                    .orElse(0);
            return new Drawn(
                    range,
                    mean + TOWARDS_MEAN * (middle - mean),
                    Math.max(
                            deviation + TOWARDS_WIDTH * (Math.sqrt(squares) - deviation),
                            NARROWEST * (range.high - range.low)));
        }

        Range found() {
            return new Range(within(mean - DEVIATIONS * deviation), within(mean + DEVIATIONS * deviation));
        }
    }

    /**
     * What came of a round.
     *
     * @param probability the network's of the expression, mean over all pictures
     * @param recognised the part of the pictures that it takes for the expression
     * @param found the ranges after the round
     */
    record Round(double probability, double recognised, Map<String, Range> found) {}

    ExpressionSearch(HeadGeometry head, IndependentNetwork network, Expression expression, Plan plan) {
        this.head = head;
        this.network = network;
        this.expression = expression;
        this.plan = plan;
    }

    /**
     * Searches.
     *
     * @param ranges by movement
     * @return a round each
     */
    List<Round> run(Map<String, Range> ranges, int rounds) {
        Map<String, Drawn> distributions = new LinkedHashMap<>();
        ranges.forEach((movement, range) -> distributions.put(movement, Drawn.of(range)));
        SplittableRandom random = new SplittableRandom(plan.seed);
        List<Round> done = new ArrayList<>();
        for (int round = 0; round < rounds; round++) {
            List<Map<String, Double>> draws = new ArrayList<>();
            for (int i = 0; i < plan.draws; i++) {
                Map<String, Double> weights = new LinkedHashMap<>();
                distributions.forEach((movement, drawn) -> weights.put(movement, drawn.draw(random)));
                draws.add(weights);
            }
            double[][] shown = show(draws, round);
            List<Integer> best = IntStream.range(0, plan.draws)
                    .boxed()
                    .sorted(Comparator.comparing((Integer draw) -> -shown[draw][0]))
                    .limit(Math.max(1, Math.round(KEPT * plan.draws)))
                    .toList();
            distributions.replaceAll((movement, drawn) -> drawn.towards(
                    best.stream().map(draw -> draws.get(draw).get(movement)).toList()));
            Map<String, Range> found = new LinkedHashMap<>();
            distributions.forEach((movement, drawn) -> found.put(movement, drawn.found()));
            done.add(new Round(mean(shown, 0), mean(shown, 1), found));
        }
        return done;
    }

    /** For each draw the mean probability, and the part of people in whom it is the largest. */
    private double[][] show(List<Map<String, Double>> draws, int round) {
        double[][] shown = new double[draws.size()][2];
        int label = IndependentNetwork.LABELS.indexOf(expression.label());
        int clips = Expression.values().length;
        SplitPlan people =
                new SplitPlan(plan.seed, SplitPlan.Split.TRAIN, plan.people * (round + 1), clips, 1, RENDERED_SIZE);
        ClipRenderer renderer = new ClipRenderer(people, head);
        for (int person = 0; person < plan.people; person++) {
            int clip = (round * plan.people + person) * clips + person % clips;
            for (int draw = 0; draw < draws.size(); draw++) {
                float[] read = network.classify(picture(renderer.renderHeld(clip, expression, draws.get(draw))));
                shown[draw][0] += read[label] / (double) plan.people;
                shown[draw][1] += largest(read) == label ? 1.0 / plan.people : 0;
            }
        }
        return shown;
    }

    private static final int RENDERED_SIZE = 76;

    private static byte[] picture(RenderedClip clip) {
        return FilmedFaces.SQUARE.prepare(new RgbImage(RENDERED_SIZE, RENDERED_SIZE, clip.pixels()), null, null);
    }

    private static int largest(float[] probabilities) {
        return IntStream.range(0, probabilities.length)
                .boxed()
                .max(Comparator.comparing((Integer label) -> probabilities[label]))
                .orElseThrow();
    }

    private static double mean(double[][] rows, int column) {
        return IntStream.range(0, rows.length)
                .mapToDouble(row -> rows[row][column])
                .average()
                .orElse(0);
    }
}
