package io.mien.bench;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * The clocks of simulated cameras, some of which jump, always in the same way for the same seed: from every so many moments on,
 * one camera's clock is ahead or behind by some seconds more, or for one picture dates it a lifetime ahead.
 *
 * @param streams how many
 * @param every moments from one jump to the next; 0: no clock jumps
 * @param seed of which cameras jump, when, and how far
 */
record CaptureClocks(int streams, int every, long seed) {
    static final CaptureClocks RIGHT = new CaptureClocks(0, 0, 0);
    private static final int MOST_SECONDS = 40;
    private static final Duration LIFETIME = Duration.ofDays(80 * 365);

    CaptureClocks {
        if (every < 0 || (every > 0 && streams < 1)) {
            throw new IllegalArgumentException("streams, moments between jumps: " + streams + ", " + every
                    + " (expected: streams where clocks jump, and at least 0)");
        }
    }

    /** What a clock does. */
    enum Kind {
        FORWARD,
        BACKWARD,
        A_LIFETIME_AHEAD_ONCE
    }

    /**
     * One jump.
     *
     * @param moment of the first picture that is dated by it
     * @param seconds of a jump that lasts
     */
    record Jump(int moment, int stream, Kind kind, int seconds) {
        private Duration lasting() {
            return switch (kind) {
                case FORWARD -> Duration.ofSeconds(seconds);
                case BACKWARD -> Duration.ofSeconds(-seconds);
                case A_LIFETIME_AHEAD_ONCE -> Duration.ZERO;
            };
        }
    }

    /** All jumps before a moment. */
    List<Jump> jumps(int before) {
        List<Jump> jumps = new ArrayList<>();
        for (int number = 1; every > 0 && number * every < before; number++) {
            jumps.add(jump(number));
        }
        return jumps;
    }

    private Jump jump(int number) {
        Random random = new Random(seed * 1_000_003 + number);
        Kind kind = Kind.values()[random.nextInt(Kind.values().length)];
        return new Jump(number * every, random.nextInt(streams), kind, 2 + random.nextInt(MOST_SECONDS - 1));
    }

    /** What a stream's clock shows at a moment whose time is this. */
    Instant read(int stream, int moment, Instant time) {
        Instant shown = time;
        for (Jump jump : jumps(moment + 1)) {
            if (jump.stream() == stream) {
                shown = shown.plus(jump.lasting());
                if (jump.kind() == Kind.A_LIFETIME_AHEAD_ONCE && jump.moment() == moment) {
                    shown = shown.plus(LIFETIME);
                }
            }
        }
        return shown;
    }
}
