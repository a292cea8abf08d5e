package io.mien.pictures;

import java.util.Arrays;

/**
 * Holds for each output position along one axis the input pixels that it is made of, and their weights in fixed point.
 *
 * <p>The arithmetic is that of PIL's antialiased resizing, step by step, because published models were trained on its
 * pictures: weights in double precision, normalised, then rounded to 22 bits.
 */
final class ResamplingTaps {
    /** Bits behind the point: 32, less 8 for the pixel and 2 for overshoot. */
    static final int PRECISION_BITS = 32 - 8 - 2;

    private final int taps;
    private final int[] first;
    private final int[] weights;

    private ResamplingTaps(int taps, int[] first, int[] weights) {
        this.taps = taps;
        this.first = first;
        this.weights = weights;
    }

    /**
     * Computes them.
     *
     * @param start first input pixel of the cut; may be negative
     * @param length input pixels in the cut
     * @param outputLength positions that the whole cut is resized to
     * @param outputStart first position that is wanted
     * @param outputs positions that are wanted
     * @param available pixels that there are; a weight of one before or behind goes to the first or last
     */
    static ResamplingTaps of(
            int start, int length, long outputLength, long outputStart, int outputs, int available, Resampling filter) {
        int[] first = new int[outputs];
        int[][] weights = new int[outputs][];
        double scale = (double) length / outputLength;
        double filterScale = Math.max(scale, 1);
        double support = filter.support() * filterScale;
        for (int i = 0; i < outputs; i++) {
            double centre = (outputStart + i + 0.5) * scale;
            int from = Math.max((int) (centre - support + 0.5), 0);
            int to = Math.min((int) (centre + support + 0.5), length);
            double[] exact = new double[to - from];
            double sum = 0;
            for (int tap = 0; tap < exact.length; tap++) {
                exact[tap] = filter.weight((from + tap - centre + 0.5) * (1 / filterScale));
                sum += exact[tap];
            }
            first[i] = clamp((long) start + from, available);
            int last = clamp((long) start + to - 1, available);
            weights[i] = new int[last - first[i] + 1];
            for (int tap = 0; tap < exact.length; tap++) {
                int pixel = clamp((long) start + from + tap, available);
                weights[i][pixel - first[i]] += fixedPoint(sum == 0 ? exact[tap] : exact[tap] / sum);
            }
            int leading = leadingZeros(weights[i]);
            weights[i] = withoutZeros(weights[i], leading);
            first[i] += leading;
        }
        return sameNumber(first, weights, available);
    }

    /** Zeros at the front, all but one if there is nothing else. */
    private static int leadingZeros(int[] weights) {
        int zeros = 0;
        while (zeros < weights.length - 1 && weights[zeros] == 0) {
            zeros++;
        }
        return zeros;
    }

    /** A pixel of no weight changes no sum, but costs as much as any: there are two of three where nothing is resized. */
    private static int[] withoutZeros(int[] weights, int leading) {
        int end = weights.length;
        while (end > leading + 1 && weights[end - 1] == 0) {
            end--;
        }
        return Arrays.copyOfRange(weights, leading, end);
    }

    /** Gives every output as many taps as the one with the most, by weights of zero: loops over them are of one length. */
    private static ResamplingTaps sameNumber(int[] first, int[][] weights, int available) {
        int taps = Arrays.stream(weights).mapToInt(each -> each.length).max().orElseThrow();
        int[] padded = new int[taps * first.length];
        for (int i = 0; i < first.length; i++) {
            int shifted = Math.min(first[i], available - taps);
            System.arraycopy(weights[i], 0, padded, i * taps + first[i] - shifted, weights[i].length);
            first[i] = shifted;
        }
        return new ResamplingTaps(taps, first, padded);
    }

    /** How many input pixels each output is made of. */
    int taps() {
        return taps;
    }

    int first(int output) {
        return first[output];
    }

    int weight(int output, int tap) {
        return weights[output * taps + tap];
    }

    /** Whether output {@code i} is input {@code first(0) + i}, and nothing else. */
    boolean changeNothing() {
        if (taps != 1) {
            return false;
        }
        for (int i = 0; i < first.length; i++) {
            if (first[i] != first[0] + i || weights[i] != 1 << PRECISION_BITS) {
                return false;
            }
        }
        return true;
    }

    /** First input pixel that any output needs. */
    int lowest() {
        return Arrays.stream(first).min().orElseThrow();
    }

    /** One past the last input pixel that any output needs. */
    int highest() {
        return Arrays.stream(first).max().orElseThrow() + taps;
    }

    private static int clamp(long pixel, int available) {
        return (int) Math.min(Math.max(pixel, 0), available - 1);
    }

    private static int fixedPoint(double weight) {
        double scaled = weight * (1 << PRECISION_BITS);
        return (int) (weight < 0 ? scaled - 0.5 : scaled + 0.5);
    }
}
