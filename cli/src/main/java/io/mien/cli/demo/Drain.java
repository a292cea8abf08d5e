package io.mien.cli.demo;

import io.mien.infer.InferenceApplication;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Lets everything that is under way in the inference job come to its end. It works on a thread of its own; its owner
 * can meanwhile show the progress and react to a wish to stop.
 */
final class Drain {
    private static final Duration PATIENCE = Duration.ofHours(24);

    private final InferenceApplication inference;
    private final Thread thread = new Thread(this::run, "drain");
    private volatile @Nullable RuntimeException failure;

    private Drain(InferenceApplication inference) {
        this.inference = inference;
    }

    static Drain start(InferenceApplication inference) {
        Drain drain = new Drain(inference);
        drain.thread.setDaemon(true);
        drain.thread.start();
        return drain;
    }

    private void run() {
        try {
            inference.drainAndStop(PATIENCE);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException e) {
            failure = e;
        }
    }

    boolean isDone() {
        return !thread.isAlive();
    }

    /** Waits so long for it to be done; false if it is not. */
    boolean await(Duration patience) throws InterruptedException {
        thread.join(patience.toMillis());
        return isDone();
    }

    /** Throws what kept it from coming to its end. */
    void requireNoFailure() {
        RuntimeException found = failure;
        if (found != null) {
            throw found;
        }
    }

    /** Gives up, if the job has not come to its end. */
    void giveUp() throws InterruptedException {
        thread.interrupt();
        thread.join();
    }
}
