package io.mien.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;

/** Holds the same figure of several repetitions. Not safe for use by many threads. */
final class Measurements {
    private final List<Double> values = new ArrayList<>();

    void add(double value) {
        values.add(value);
    }

    double median() {
        require();
        List<Double> sorted = values.stream().sorted().toList();
        int middle = sorted.size() / 2;
        return sorted.size() % 2 == 1 ? sorted.get(middle) : (sorted.get(middle - 1) + sorted.get(middle)) / 2;
    }

    /**
     * The median of each repetition's quotient: a slow drift of the machine, which both of a pair see, cancels out.
     *
     * @param reference measured in turn with these
     */
    double ratioTo(Measurements reference) {
        if (values.size() != reference.values.size()) {
            throw new IllegalArgumentException("repetitions: " + reference.values.size()
                    + " of the reference (expected: " + values.size() + ", one for each)");
        }
        Measurements ratios = new Measurements();
        IntStream.range(0, values.size()).forEach(i -> ratios.add(values.get(i) / reference.values.get(i)));
        return ratios.median();
    }

    /** For example {@code 9.8 (9.5 to 10.4)}: the median, the smallest and the largest. */
    String describe(int digits) {
        require();
        String number = "%." + digits + "f";
        return String.format(
                Locale.ROOT,
                number + " (" + number + " to " + number + ")",
                median(),
                values.stream().mapToDouble(Double::doubleValue).min().orElseThrow(),
                values.stream().mapToDouble(Double::doubleValue).max().orElseThrow());
    }

    private void require() {
        if (values.isEmpty()) {
            throw new IllegalStateException("no repetition measured (expected: at least 1)");
        }
    }
}
