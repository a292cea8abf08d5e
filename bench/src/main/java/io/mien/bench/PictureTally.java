package io.mien.bench;

import io.mien.evaluation.Confusion;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Collects what a network says of labelled pictures. */
final class PictureTally {
    private static final String HAPPINESS = "happiness";
    private static final String NEUTRAL = "neutral";

    private final String name;
    private final List<String> labels;
    private final Map<String, Counts> counts = new LinkedHashMap<>();
    private final Map<String, List<Double>> happiness = new LinkedHashMap<>();

    /** Of one label: pictures whose face was found, those that the network answers to, those that it answers right. */
    private record Counts(int read, int answered, int right) {
        Counts with(boolean answer, boolean same) {
            return new Counts(read + 1, answered + (answer ? 1 : 0), right + (answer && same ? 1 : 0));
        }
    }

    /** @param labels in the order of the probabilities */
    PictureTally(String name, List<String> labels) {
        this.name = name;
        this.labels = List.copyOf(labels);
    }

    void add(String label, float[] probabilities, boolean answered) {
        String called = labels.get(Confusion.largest(probabilities, 0, probabilities.length));
        Counts before = counts.getOrDefault(label, new Counts(0, 0, 0));
        counts.put(label, before.with(answered, called.equals(label)));
        happiness.computeIfAbsent(label, any -> new ArrayList<>()).add((double)
                probabilities[labels.indexOf(HAPPINESS)]);
    }

    /** A line for each label, and, if there are both, one of how well P(happiness) tells happiness from neutral. */
    List<String> lines() {
        List<String> lines = new ArrayList<>();
        counts.forEach((label, of) -> lines.add(String.format(
                Locale.ROOT,
                "%s, pictures of %s: %d, answered %d (%.2f), of the answers right %d%s",
                name,
                label,
                of.read,
                of.answered,
                (double) of.answered / of.read,
                of.right,
                of.answered == 0 ? "" : String.format(Locale.ROOT, " (%.2f)", (double) of.right / of.answered))));
        List<Double> happy = happiness.getOrDefault(HAPPINESS, List.of());
        List<Double> neutral = happiness.getOrDefault(NEUTRAL, List.of());
        if (!happy.isEmpty() && !neutral.isEmpty()) {
            lines.add(String.format(
                    Locale.ROOT,
                    "%s, pictures: AUC of P(happiness), happiness against neutral: %.3f",
                    name,
                    AreaUnderCurve.of(happy, neutral)));
        }
        return lines;
    }
}
