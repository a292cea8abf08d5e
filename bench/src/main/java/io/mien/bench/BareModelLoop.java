package io.mien.bench;

import io.mien.models.ModelManifest;
import io.mien.models.ModelRunner;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;

/**
 * Runs the SavedModel and nothing else: each thread encodes a batch of pictures that lie ready in memory, classifies
 * the clips that such a batch of frames completes, and begins again.
 *
 * @param runner of the model
 * @param threads that call it; as many as the job has workers for frames
 * @param batch frames in a call
 * @param framesAReading frames encoded for each clip classified
 */
record BareModelLoop(ModelRunner runner, int threads, int batch, int framesAReading) {
    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final long LOOK_AGAIN_MILLIS = 20;

    /**
     * Readings a second.
     *
     * @param warmUp frames encoded before measuring begins
     * @param window how long is measured
     */
    double run(long warmUp, Duration window) throws InterruptedException, ExecutionException {
        AtomicLong readings = new AtomicLong();
        ExecutorService executor = Executors.newFixedThreadPool(threads);
        try {
            List<Future<?>> running = new ArrayList<>();
            for (int i = 0; i < threads; i++) {
                running.add(executor.submit(() -> loop(readings)));
            }
            SteadyRate rate = new SteadyRate();
            long end = Long.MAX_VALUE;
            while (System.nanoTime() < end) {
                for (Future<?> thread : running) {
                    if (thread.isDone()) {
                        thread.get();
                    }
                }
                long count = readings.get();
                if (end == Long.MAX_VALUE && count * framesAReading >= warmUp) {
                    end = System.nanoTime() + window.toNanos();
                }
                if (end != Long.MAX_VALUE) {
                    rate.observe(System.nanoTime(), count);
                }
                Thread.sleep(LOOK_AGAIN_MILLIS);
            }
            return rate.perSecond();
        } finally {
            stop(executor);
        }
    }

    /** The runner may be closed only when no call is in progress. */
    private static void stop(ExecutorService executor) throws InterruptedException {
        executor.shutdownNow();
        if (!executor.awaitTermination(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
            throw new IllegalStateException("the model did not answer in " + PATIENCE);
        }
    }

    private void loop(AtomicLong readings) {
        ModelManifest manifest = runner.manifest();
        int size = manifest.preprocessing().size();
        Random random = new Random(1);
        List<byte[]> pictures = IntStream.range(0, batch)
                .mapToObj(i -> {
                    byte[] picture = new byte[3 * size * size];
                    random.nextBytes(picture);
                    return picture;
                })
                .toList();
        int framesLeft = 0; // of the reading that is not complete yet
        while (!Thread.currentThread().isInterrupted()) {
            List<float[]> embeddings = runner.encodeFrames(pictures);
            float[][] clip = IntStream.range(0, manifest.clipLength())
                    .mapToObj(i -> embeddings.get(i % batch))
                    .toArray(float[][]::new);
            int clips = (framesLeft + batch) / framesAReading;
            framesLeft = (framesLeft + batch) % framesAReading;
            int scored = runner.classifyClips(Collections.nCopies(clips, clip)).size();
            readings.addAndGet(scored);
        }
    }
}
