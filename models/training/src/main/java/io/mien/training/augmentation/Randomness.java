package io.mien.training.augmentation;

import java.util.SplittableRandom;

/**
 * Gives random numbers that depend on a run's seed and on their purpose, not on what was drawn before. So several
 * threads can make batches, and a run that goes on after a kill draws what it would have drawn.
 */
public final class Randomness {
    private static final long GOLDEN = 0x9E3779B97F4A7C15L;

    private Randomness() {}

    /** A generator of its own for each purpose, epoch and item. */
    public static SplittableRandom of(long seed, String purpose, long... where) {
        long mixed = mix(seed ^ mix(purpose.hashCode())); // String's hash is part of Java's specification
        for (long part : where) {
            mixed = mix(mixed + GOLDEN * (part + 1));
        }
        return new SplittableRandom(mixed);
    }

    /** A standard normal number. */
    public static double gaussian(SplittableRandom random) {
        double radius = Math.sqrt(-2 * Math.log(1 - random.nextDouble()));
        return radius * StrictMath.cos(2 * Math.PI * random.nextDouble());
    }

    /** The numbers from 0 on in random order (Fisher and Yates). */
    public static int[] permutation(int length, SplittableRandom random) {
        int[] order = new int[length];
        for (int i = 0; i < length; i++) {
            int j = random.nextInt(i + 1);
            order[i] = order[j];
            order[j] = i;
        }
        return order;
    }

    private static long mix(long value) {
        long z = value;
        z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
        z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
        return z ^ (z >>> 31);
    }
}
