package io.mien.bench;

import io.mien.infer.InferenceApplication;
import io.mien.infer.InferenceConfiguration;
import io.mien.infer.accounting.InferenceCounters;
import io.mien.models.ModelRunnerFactory;
import io.mien.schemas.registry.SchemaRegistry;
import java.nio.file.Path;
import java.time.Duration;
import java.time.temporal.ChronoUnit;

/**
 * How much a job encodes when frames lie ready for it: what a load is a share or a multiple of.
 *
 * @param framesASecond without the first of them and the last
 * @param counters of the job, which was drained and stopped with a snapshot
 */
record JobCapacity(double framesASecond, InferenceCounters counters) {
    private static final int SUBJECTS = 64;
    private static final int MOMENTS = 600;
    private static final double FIRST_PART = 0.3;
    private static final double LAST_PART = 0.9;
    private static final Duration PATIENCE = Duration.ofMinutes(10);
    private static final long LOOK_AGAIN_MILLIS = 20;

    /**
     * Writes frames, and runs a job on them to their end.
     *
     * @param state where the job leaves its snapshot
     * @param side of a face frame in pixels
     */
    static JobCapacity measure(
            BrokerProcess broker,
            SchemaRegistry registry,
            InferenceConfiguration configuration,
            ModelRunnerFactory runners,
            Path state,
            int side)
            throws Exception {
        Duration cell = Duration.of(configuration.windows().cellMicros(), ChronoUnit.MICROS);
        try (PacedLoad ready =
                new PacedLoad(broker.kafka(), registry, new SyntheticFaces(side, SUBJECTS, cell), cell)) {
            ready.sendAtOnce(MOMENTS);
        }
        try (InferenceApplication job = InferenceApplication.start(configuration, runners, state)) {
            long before = job.counters().encoded();
            double rate = rate(job, before, (long) SUBJECTS * MOMENTS);
            job.drainAndStop(PATIENCE);
            return new JobCapacity(rate, job.counters());
        }
    }

    private static double rate(InferenceApplication job, long before, long frames) throws InterruptedException {
        SteadyRate rate = new SteadyRate();
        long encoded = 0;
        while (encoded < LAST_PART * frames) {
            encoded = job.counters().encoded() - before;
            if (encoded > FIRST_PART * frames) {
                rate.observe(System.nanoTime(), encoded);
            }
            Thread.sleep(LOOK_AGAIN_MILLIS);
        }
        return rate.perSecond();
    }
}
