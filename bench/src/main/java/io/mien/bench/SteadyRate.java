package io.mien.bench;

import java.util.ArrayList;
import java.util.List;

/**
 * Measures how fast a count grows, by the slope of the straight line that fits it best (least squares). The count of
 * what a model has done grows by whole batches, so its first and last value alone would be off by up to a batch each.
 * Not safe for use by many threads.
 */
final class SteadyRate {
    private static final double NANOS = 1e9;

    private record Sample(long nanos, long count) {}

    private final List<Sample> samples = new ArrayList<>();
    private long last = Long.MIN_VALUE;

    /** Notes the count, if it has changed. */
    void observe(long nanos, long count) {
        if (count != last) {
            last = count;
            samples.add(new Sample(nanos, count));
        }
    }

    /** Changes seen so far. */
    int changes() {
        return samples.size();
    }

    /**
     * The rate.
     *
     * @throws IllegalStateException if the count has changed too rarely for a line
     */
    double perSecond() {
        if (samples.size() < 3) {
            throw new IllegalStateException("changes of the count: " + samples.size()
                    + " (expected: at least 3; measure for longer, or with smaller batches)");
        }
        Sample first = samples.get(0);
        double meanSeconds = samples.stream()
                .mapToDouble(sample -> (sample.nanos - first.nanos) / NANOS)
                .average()
                .orElseThrow();
        double meanCount = samples.stream()
                .mapToDouble(sample -> sample.count - first.count)
                .average()
                .orElseThrow();
        double covariance = 0;
        double variance = 0;
        for (Sample sample : samples) {
            double seconds = (sample.nanos - first.nanos) / NANOS - meanSeconds;
            covariance += seconds * (sample.count - first.count - meanCount);
            variance += seconds * seconds;
        }
        return covariance / variance;
    }
}
