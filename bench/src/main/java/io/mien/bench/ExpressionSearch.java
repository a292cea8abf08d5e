package io.mien.bench;

import io.mien.evaluation.Confusion;
import io.mien.faces.clips.ClipRenderer;
import io.mien.faces.clips.Expression;
import io.mien.faces.clips.RenderedClip;
import io.mien.faces.clips.SplitPlan;
import io.mien.faces.render.HeadGeometry;
import io.mien.pictures.RgbImage;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/**
 * Searches for weights of movements that the independent network takes for an expression. Each draw of a round is shown
 * by the same people in the same light, and is as good as the network's mean probability over them; one person's luck
 * decides nothing.
 */
final class ExpressionSearch {
    private static final int SIZE = 76;
    private static final int CLIPS = Expression.values().length;

    private final HeadGeometry head;
    private final IndependentNetwork network;
    private final Expression expression;
    private final Plan plan;

    /**
     * How much is searched.
     *
     * @param rounds how often the draws move
     * @param draws of a round
     * @param people who show each draw of a round, others in the next
     */
    record Plan(int rounds, int draws, int people, long seed) {}

    /**
     * What came of a round.
     *
     * @param probability the network's of the expression, mean over all pictures
     * @param recognised the part of the pictures that it takes for the expression
     * @param found the ranges after the round
     */
    record Round(double probability, double recognised, Map<String, CrossEntropySearch.Range> found) {}

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
    List<Round> run(Map<String, CrossEntropySearch.Range> ranges) {
        CrossEntropySearch search = new CrossEntropySearch(ranges, plan.seed);
        ClipRenderer renderer = new ClipRenderer(
                new SplitPlan(plan.seed, SplitPlan.Split.TRAIN, plan.people * plan.rounds, CLIPS, 1, SIZE), head);
        List<Round> rounds = new ArrayList<>();
        for (int round = 0; round < plan.rounds; round++) {
            List<Map<String, Double>> draws = search.draw(plan.draws);
            double[] scores = new double[draws.size()];
            int recognised = 0;
            for (int person = round * plan.people; person < (round + 1) * plan.people; person++) {
                int clip = person * CLIPS + person % CLIPS;
                for (int draw = 0; draw < scores.length; draw++) {
                    float[] read = network.classify(picture(renderer.renderHeld(clip, expression, draws.get(draw))));
                    int label = IndependentNetwork.LABELS.indexOf(expression.label());
                    scores[draw] += read[label] / plan.people;
                    recognised += Confusion.largest(read, 0, read.length) == label ? 1 : 0;
                }
            }
            search.learn(draws, scores);
            rounds.add(new Round(
                    Arrays.stream(scores).average().orElse(0),
                    (double) recognised / (plan.people * plan.draws),
                    search.found()));
        }
        return rounds;
    }

    private static byte[] picture(RenderedClip clip) {
        return FilmedFaces.SQUARE.prepare(new RgbImage(SIZE, SIZE, clip.pixels()), null, null);
    }
}
