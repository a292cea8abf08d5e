package io.mien.bench;

import java.time.Duration;
import java.util.Collection;

/**
 * How much processes do in a second, and in a second that they have had on processors.
 *
 * @param perSecond of the clock
 * @param perProcessorSecond of all the processes together, user and system
 */
record ProcessRate(double perSecond, double perProcessorSecond) {
    private static final long LOOK_AGAIN_MILLIS = 100;

    /** What is counted: it only grows. */
    @FunctionalInterface
    interface Count {
        long now() throws Exception;
    }

    /**
     * Measures for a while.
     *
     * @param processes by their numbers
     */
    static ProcessRate measure(Count count, Collection<Long> processes, Duration window) throws Exception {
        SteadyRate rate = new SteadyRate();
        Duration before = processorTime(processes);
        long first = count.now();
        long end = System.nanoTime() + window.toNanos();
        long last = first;
        while (System.nanoTime() < end) {
            last = count.now();
            rate.observe(System.nanoTime(), last);
            Thread.sleep(LOOK_AGAIN_MILLIS);
        }
        Duration spent = processorTime(processes).minus(before);
        return new ProcessRate(rate.perSecond(), (last - first) * 1e9 / spent.toNanos());
    }

    /** That the processes have had on processors since they began. */
    static Duration processorTime(Collection<Long> processes) {
        return processes.stream()
                .map(process -> ProcessHandle.of(process)
                        .flatMap(handle -> handle.info().totalCpuDuration())
                        .orElseThrow(() -> new IllegalStateException(
                                "process " + process + ": gone, or this system does not tell its time")))
                .reduce(Duration.ZERO, Duration::plus);
    }
}
