package io.mien.faces.clips;

import java.util.List;
import java.util.Locale;

/**
 * Says which clips a split of a data set has. Clip {@code n} shows expression {@code n} modulo seven, by person {@code
 * n} divided by the clips that each has, so any first part of a split is nearly balanced.
 *
 * @param seed of everything
 * @param people how many, at least 1
 * @param clipsOfPerson how many clips each has, at least 1
 * @param frames of a clip, at least 1
 * @param size side of a frame in pixels, 76 for training; at least 16
 */
public record SplitPlan(long seed, Split split, int people, int clipsOfPerson, int frames, int size) {

    private static final List<Expression> EXPRESSIONS = List.of(Expression.values());

    /** The people of the split: no two splits share one, however many each has. */
    public enum Split {
        TRAIN(0),
        VALIDATION(1_000_000),
        TEST(2_000_000);

        private final int firstPerson;

        Split(int firstPerson) {
            this.firstPerson = firstPerson;
        }

        /** The name in files. */
        public String label() {
            return name().toLowerCase(Locale.ROOT);
        }

        int firstPerson() {
            return firstPerson;
        }
    }

    public SplitPlan {
        require("people", people, 1, 1_000_000);
        require("clips of each person", clipsOfPerson, 1, 10_000);
        require("frames", frames, 1, 10_000);
        require("size", size, 16, 1024);
    }

    private static void require(String name, int value, int least, int most) {
        if (value < least || value > most) {
            throw new IllegalArgumentException(name + ": " + value + " (expected: " + least + " to " + most + ")");
        }
    }

    /** How many clips there are. */
    public int clips() {
        return Math.multiplyExact(people, clipsOfPerson);
    }

    /** The number of the person in a clip. */
    public int person(int clip) {
        return split.firstPerson() + clip / clipsOfPerson;
    }

    /** What a clip shows. */
    public Expression expression(int clip) {
        return EXPRESSIONS.get(clip % EXPRESSIONS.size());
    }
}
