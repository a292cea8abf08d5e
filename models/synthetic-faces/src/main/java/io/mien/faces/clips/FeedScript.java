package io.mien.faces.clips;

import java.util.List;
import java.util.Optional;

/**
 * The feeds of the demonstration: short, and with a known truth.
 *
 * @param name of its file
 * @param seconds how long it is
 * @param roles who is in it, from the left
 * @param wall colour of the wall behind them
 */
public record FeedScript(String name, double seconds, List<Role> roles, List<Integer> wall) {

    public FeedScript {
        roles = List.copyOf(roles);
        wall = List.copyOf(wall);
    }

    /**
     * An expression that is shown for a while; between two of them the face is neutral.
     *
     * @param from seconds
     * @param to seconds
     */
    public record Turn(double from, double to, Expression expression) {}

    /**
     * Leaving the picture and coming back.
     *
     * @param leaving seconds when they begin to go
     * @param returning seconds when they begin to come back
     * @param taking seconds that either takes
     */
    public record Walk(double leaving, double returning, double taking) {
        private static final double OUT = 0.85;

        double aside(double time) {
            double gone = IntensityCurve.smooth((time - leaving) / taking);
            double back = IntensityCurve.smooth((time - returning) / taking);
            return OUT * gone * (1 - back);
        }
    }

    /**
     * One of the people.
     *
     * @param person number of the person
     * @param place of the face's middle from the left, a share of the picture's width
     * @param yaw how they sit, degrees to their left
     */
    public record Role(
            long person, double place, double yaw, List<Integer> clothes, List<Turn> turns, Optional<Walk> walk) {
        public Role {
            clothes = List.copyOf(clothes);
            turns = List.copyOf(turns);
        }
    }

    /** The three of them. */
    public static List<FeedScript> all() {
        return List.of(
                new FeedScript(
                        "one-smile",
                        12,
                        List.of(new Role(
                                3_000_016,
                                0.5,
                                3,
                                List.of(60, 80, 110),
                                List.of(new Turn(4, 9, Expression.HAPPINESS)),
                                Optional.empty())),
                        List.of(150, 160, 165)),
                new FeedScript(
                        "two-people",
                        18,
                        List.of(
                                new Role(
                                        3_000_003,
                                        0.28,
                                        6,
                                        List.of(120, 60, 55),
                                        List.of(
                                                new Turn(3, 8, Expression.HAPPINESS),
                                                new Turn(11, 16, Expression.SURPRISE)),
                                        Optional.empty()),
                                new Role(
                                        3_000_048,
                                        0.72,
                                        -6,
                                        List.of(70, 100, 80),
                                        List.of(
                                                new Turn(5, 10, Expression.SURPRISE),
                                                new Turn(12.5, 17, Expression.HAPPINESS)),
                                        Optional.empty())),
                        List.of(170, 158, 140)),
                new FeedScript(
                        "leaves-and-returns",
                        16,
                        List.of(new Role(
                                3_000_007,
                                0.5,
                                0,
                                List.of(75, 70, 95),
                                List.of(new Turn(10.5, 15, Expression.SURPRISE)),
                                Optional.of(new Walk(4, 7.5, 1.2)))),
                        List.of(140, 152, 140)));
    }
}
