package io.mien.models.tensorflow;

import java.io.Serializable;

/**
 * How a model is run.
 *
 * @param intraOpThreads threads that one operation is spread over; 1 is the fastest for a process whose callers keep all
 *     cores busy themselves (measured: two callers with one thread each do 9 % to 20 % more than one with two)
 */
public record RunnerOptions(int intraOpThreads) implements Serializable {
    private static final long serialVersionUID = 1L;

    public RunnerOptions {
        if (intraOpThreads < 1) {
            throw new IllegalArgumentException("intra-op threads: " + intraOpThreads + " (expected: at least 1)");
        }
    }

    /** One thread an operation. */
    public static RunnerOptions defaults() {
        return new RunnerOptions(1);
    }
}
