package io.mien.cli.metrics;

import java.util.function.IntFunction;
import java.util.function.LongSupplier;

/** The metrics of a schema registry. */
public final class RegistryMetrics {
    private RegistryMetrics() {}

    /**
     * Adds them.
     *
     * @param subjects that have a schema
     * @param answers given, by the hundreds of their HTTP status
     */
    public static void add(Meters meters, LongSupplier subjects, IntFunction<Long> answers) {
        meters.gauge("mien.registry.subjects", "Subjects that have a schema", subjects::getAsLong);
        for (int hundreds = 2; hundreds <= 5; hundreds++) {
            int wanted = hundreds;
            meters.counter(
                    "mien.registry.answers", "Answers given", () -> answers.apply(wanted), "status", hundreds + "xx");
        }
    }
}
