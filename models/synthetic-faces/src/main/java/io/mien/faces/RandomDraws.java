package io.mien.faces;

import java.nio.charset.StandardCharsets;

/**
 * Gives random numbers that are the same for the same seed on every machine and every Java: SplitMix64 (Steele, Lea,
 * Flood 2014) and {@link StrictMath}. Not safe for use by many threads.
 */
public final class RandomDraws {
    private static final long GOLDEN_GAMMA = 0x9e3779b97f4a7c15L;

    private long state;

    private RandomDraws(long state) {
        this.state = state;
    }

    /**
     * The draws of one purpose. Each purpose has its own, so a further draw in one changes no other.
     *
     * @param purpose what they are for
     * @param numbers whose, for example of which clip
     */
    public static RandomDraws of(long seed, String purpose, long... numbers) {
        long state = mix(seed + GOLDEN_GAMMA);
        for (byte letter : purpose.getBytes(StandardCharsets.UTF_8)) {
            state = mix(state * 31 + letter + GOLDEN_GAMMA);
        }
        for (long number : numbers) {
            state = mix(state ^ mix(number + GOLDEN_GAMMA));
        }
        return new RandomDraws(state);
    }

    private static long mix(long value) {
        long mixed = (value ^ (value >>> 30)) * 0xbf58476d1ce4e5b9L;
        mixed = (mixed ^ (mixed >>> 27)) * 0x94d049bb133111ebL;
        return mixed ^ (mixed >>> 31);
    }

    /** Any of the 2^64 numbers. */
    public long bits() {
        state += GOLDEN_GAMMA;
        return mix(state);
    }

    /** From 0 up to, not including, 1. */
    public double uniform() {
        return (bits() >>> 11) * 0x1.0p-53;
    }

    public double uniform(double low, double high) {
        return low + (high - low) * uniform();
    }

    public boolean chance(double probability) {
        return uniform() < probability;
    }

    /** From 0 up to, not including, {@code bound}. */
    public int below(int bound) {
        return (int) (uniform() * bound);
    }

    /** Normally distributed around 0. */
    public double gaussian(double deviation) {
        double radius = StrictMath.sqrt(-2 * StrictMath.log(1 - uniform()));
        return deviation * radius * StrictMath.cos(2 * StrictMath.PI * uniform());
    }

    /** Beta distributed, by Jöhnk's method: quick as long as neither parameter is much above 1. */
    public double beta(double alpha, double beta) {
        while (true) {
            double x = StrictMath.pow(1 - uniform(), 1 / alpha);
            double y = StrictMath.pow(1 - uniform(), 1 / beta);
            if (x + y <= 1) {
                return x / (x + y);
            }
        }
    }
}
