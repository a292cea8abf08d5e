package io.mien.training.engine;

import java.util.function.Predicate;

/**
 * A group of weights that are trained at one rate. A weight belongs to the first group that takes it; a weight that no
 * group takes is frozen.
 *
 * @param name for messages and the run's table
 * @param weights takes a weight's name
 * @param learningRate before the schedule
 * @param schedule what it is multiplied with
 */
public record ParameterGroup(String name, Predicate<String> weights, double learningRate, Schedule schedule) {
    public ParameterGroup {
        if (!(learningRate >= 0)) {
            throw new IllegalArgumentException(
                    "learning rate of " + name + ": " + learningRate + " (expected: at least 0)");
        }
    }

    /** Weights whose names start like this. */
    public static ParameterGroup startingWith(String prefix, double learningRate, Schedule schedule) {
        return new ParameterGroup(prefix, name -> name.startsWith(prefix), learningRate, schedule);
    }
}
