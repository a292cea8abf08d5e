package io.mien.bench;

import io.mien.infer.InferenceApplication;
import io.mien.infer.InferenceConfiguration;
import io.mien.infer.InferenceException;
import io.mien.infer.InferenceStatus;
import io.mien.infer.accounting.InferenceCounters;
import io.mien.models.ModelRunnerFactory;
import java.time.Duration;
import java.util.function.BooleanSupplier;

/**
 * Runs the inference job on what lies in {@code face-frames}, from its earliest record. Starting and stopping are not
 * measured. Not safe for use by many threads.
 */
final class JobRun implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofMinutes(10);
    private static final long LOOK_AGAIN_MILLIS = 20;

    /** A question to Flink, which costs it something: asked as often as the counters, it took a tenth of a core. */
    private static final Duration ASK_AGAIN = Duration.ofSeconds(1);

    private final InferenceApplication application;
    private long askedAt = System.nanoTime();

    private JobRun(InferenceApplication application) {
        this.application = application;
    }

    static JobRun start(BenchmarkCluster cluster, InferenceConfiguration configuration, ModelRunnerFactory model) {
        return new JobRun(InferenceApplication.start(configuration, model, cluster.newFolder()));
    }

    InferenceApplication application() {
        return application;
    }

    /**
     * Runs until all frames are worked off.
     *
     * @param frames that are there, with the ends of tracks
     * @param readings that they make
     * @return frames a second, from the first read to the last reading made
     */
    double toTheEnd(long frames, long readings) throws InterruptedException {
        return toTheEnd(frames, 0, readings);
    }

    /**
     * The same with bad records among the frames, which do not count as frames; it then ends as it should, with all of their
     * dead letters written.
     */
    double toTheEnd(long frames, long bad, long readings) throws InterruptedException {
        await(() -> application.counters().read() > 0, "read a frame");
        long start = System.nanoTime();
        long before = application.counters().read();
        await(() -> application.counters().readingsMade() >= readings, "make all readings");
        double seconds = (System.nanoTime() - start) / 1e9;
        if (bad > 0) {
            application.drainAndStop(PATIENCE);
        }
        requireNothingLost(frames, bad, readings);
        return frames * (1 - (double) before / (frames + bad)) / seconds;
    }

    private void requireNothingLost(long frames, long bad, long readings) {
        InferenceCounters counters = application.counters();
        if (counters.read() != frames + bad || counters.deadLetters() != bad || counters.readingsMade() != readings) {
            throw new IllegalStateException("the job did other work than expected: " + counters + " (expected: "
                    + (frames + bad) + " read, " + bad + " dead-lettered, " + readings + " readings)");
        }
    }

    /** Reads everything, and returns how many readings that made. */
    long countReadings(long frames) throws InterruptedException {
        await(() -> application.counters().read() == frames, "read all frames");
        application.drainAndStop(PATIENCE);
        return application.counters().readingsMade();
    }

    /**
     * The rate at which readings are made, once the job is in its stride.
     *
     * @param warmUp frames encoded before measuring begins
     * @param window how long is measured
     * @return readings a second
     */
    double steadyReadings(long warmUp, Duration window) throws InterruptedException {
        await(() -> application.counters().encoded() >= warmUp, "warm up");
        SteadyRate rate = new SteadyRate();
        long end = System.nanoTime() + window.toNanos();
        while (System.nanoTime() < end) {
            requireRunning();
            InferenceCounters counters = application.counters();
            rate.observe(System.nanoTime(), counters.readingsMade());
            if (counters.inFlight() == 0) {
                throw new IllegalStateException("frames ran out before the time was over; preload more");
            }
            Thread.sleep(LOOK_AGAIN_MILLIS);
        }
        return rate.perSecond();
    }

    private void await(BooleanSupplier condition, String what) throws InterruptedException {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (!condition.getAsBoolean()) {
            requireRunning();
            if (System.nanoTime() > deadline) {
                throw new IllegalStateException("the job did not " + what + " in " + PATIENCE);
            }
            Thread.sleep(LOOK_AGAIN_MILLIS);
        }
    }

    private void requireRunning() {
        long now = System.nanoTime();
        if (now - askedAt < ASK_AGAIN.toNanos()) {
            return;
        }
        askedAt = now;
        if (application.status() == InferenceStatus.FAILED) {
            throw new InferenceException("the job has failed");
        }
    }

    @Override
    public void close() {
        application.close();
    }
}
