package io.mien.evaluation;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Counts how many clips of each class were taken for each class.
 *
 * @param counts row by row: {@code counts[label * classes + predicted]}
 */
public record Confusion(List<Integer> counts) {
    public Confusion {
        counts = List.copyOf(counts);
        int classes = (int) Math.round(Math.sqrt(counts.size()));
        if (counts.isEmpty() || classes * classes != counts.size()) {
            throw new IllegalArgumentException("confusion: " + counts.size() + " counts (expected: a square)");
        }
    }

    /** Counts clips; safe for one thread. */
    public static final class Counter {
        private final int classes;
        private final int[] counts;

        public Counter(int classes) {
            this.classes = classes;
            this.counts = new int[classes * classes];
        }

        /** Goes on counting. */
        public Counter(Confusion confusion) {
            this.classes = confusion.classes();
            this.counts = confusion.counts.stream().mapToInt(Integer::intValue).toArray();
        }

        public void add(int label, int predicted) {
            counts[label * classes + predicted]++;
        }

        /** The same clip, or ones like it, so many times. */
        void add(int label, int predicted, int times) {
            counts[label * classes + predicted] += times;
        }

        public Confusion count() {
            return new Confusion(Arrays.stream(counts).boxed().toList());
        }
    }

    public int classes() {
        return (int) Math.round(Math.sqrt(counts.size()));
    }

    /** Clips of one class taken for another. */
    public int count(int label, int predicted) {
        return counts.get(label * classes() + predicted);
    }

    /** Clips of a class. */
    public int clips(int label) {
        return IntStream.range(0, classes())
                .map(predicted -> count(label, predicted))
                .sum();
    }

    /** All clips. */
    public int clips() {
        return counts.stream().mapToInt(Integer::intValue).sum();
    }

    /** The fraction of a class's clips that were recognised; NaN without clips. */
    public double recall(int label) {
        return (double) count(label, label) / clips(label);
    }

    /** Weighted average recall: the fraction of all clips that were recognised; NaN without clips. */
    public double weightedAverageRecall() {
        int right =
                IntStream.range(0, classes()).map(label -> count(label, label)).sum();
        return (double) right / clips();
    }

    /** Unweighted average recall: the mean of the recalls of the classes that have clips. */
    public double unweightedAverageRecall() {
        return present().stream().mapToDouble(this::recall).average().orElse(Double.NaN);
    }

    /** Classes that have clips. */
    public List<Integer> present() {
        return IntStream.range(0, classes())
                .filter(label -> clips(label) > 0)
                .boxed()
                .toList();
    }

    /** Classes without clips, which no average counts. */
    public List<Integer> absent() {
        return IntStream.range(0, classes())
                .filter(label -> clips(label) == 0)
                .boxed()
                .toList();
    }

    /** Rows of counts. */
    public List<List<Integer>> rows() {
        List<List<Integer>> rows = new ArrayList<>();
        for (int label = 0; label < classes(); label++) {
            rows.add(counts.subList(label * classes(), (label + 1) * classes()));
        }
        return rows;
    }

    /** Where the largest of some values is; the first of equals, as PyTorch and NumPy have it. */
    public static int largest(float[] values, int from, int to) {
        int largest = from;
        for (int i = from + 1; i < to; i++) {
            if (values[i] > values[largest]) {
                largest = i;
            }
        }
        return largest - from;
    }
}
