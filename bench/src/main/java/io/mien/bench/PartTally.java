package io.mien.bench;

import io.mien.evaluation.Confusion;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;

/** Collects the results of one of the networks on filmed parts, part by part and of all together. */
final class PartTally {
    private static final String HAPPINESS = "happiness";

    private final String name;
    private final List<Double> smiling = new ArrayList<>();
    private final List<Double> notSmiling = new ArrayList<>();
    private String newest = "";

    PartTally(String name) {
        this.name = name;
    }

    /**
     * Adds a part.
     *
     * @param unanswered how many of them the network has no answer to; they are counted with the others all the same
     */
    void add(FilmedPart part, List<String> labels, List<float[]> probabilities, int unanswered) {
        int happiness = labels.indexOf(HAPPINESS);
        int[] called = new int[labels.size()];
        double sum = 0;
        for (float[] each : probabilities) {
            called[Confusion.largest(each, 0, each.length)]++;
            sum += each[happiness];
            (part.smiling() ? smiling : notSmiling).add((double) each[happiness]);
        }
        StringBuilder line = new StringBuilder(String.format(
                Locale.ROOT,
                "  %-21s %3d: P(happiness) %.2f;",
                name,
                probabilities.size(),
                sum / probabilities.size()));
        for (int label : byCount(called)) {
            if (called[label] > 0) {
                line.append(String.format(
                        Locale.ROOT, " %s %.0f %%", labels.get(label), 100.0 * called[label] / probabilities.size()));
            }
        }
        if (unanswered > 0) {
            line.append(
                    String.format(Locale.ROOT, "; no answer to %.0f %%", 100.0 * unanswered / probabilities.size()));
        }
        newest = line.toString();
    }

    private static List<Integer> byCount(int[] counts) {
        return IntStream.range(0, counts.length)
                .boxed()
                .sorted(Comparator.comparingInt(label -> -counts[label]))
                .toList();
    }

    /** The part that was added last, in one line. */
    String newest() {
        return newest;
    }

    String areaLine() {
        return String.format(
                Locale.ROOT,
                "%s: AUC of P(happiness), smile or laugh against not, all parts: %.3f (%d, %d)",
                name,
                AreaUnderCurve.of(smiling, notSmiling),
                smiling.size(),
                notSmiling.size());
    }
}
