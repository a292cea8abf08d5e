package io.mien.training.engine;

import io.mien.models.ModelException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadFactory;
import java.util.function.LongFunction;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Makes batches ahead of their use, by several threads, and hands them out in order. */
final class BatchQueue implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(BatchQueue.class);

    private final ExecutorService threads;
    private final Deque<Future<Batch>> ahead = new ArrayDeque<>();
    private final LongFunction<Batch> maker;
    private final long end;
    private final int depth;
    private long next;

    /**
     * Starts making batches.
     *
     * @param first number of the first one
     * @param end behind the last one
     * @param threads how many make them
     */
    BatchQueue(LongFunction<Batch> maker, long first, long end, int threads) {
        this.maker = maker;
        this.next = first;
        this.end = end;
        this.depth = 2 * threads;
        ThreadFactory factory = task -> {
            Thread thread = new Thread(task, "mien-batches");
            thread.setDaemon(true);
            return thread;
        };
        this.threads = Executors.newFixedThreadPool(threads, factory);
        fill();
    }

    private void fill() {
        while (next < end && ahead.size() < depth) {
            long number = next++;
            ahead.add(threads.submit(() -> maker.apply(number)));
        }
    }

    /** The next batch, which the caller closes. */
    Batch take() {
        Future<Batch> first = ahead.remove();
        fill();
        return get(first);
    }

    private static Batch get(Future<Batch> batch) {
        try {
            return batch.get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ModelException("training: interrupted while a batch was made", e);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RuntimeException known) { // it says best what is wrong with a picture
                throw known;
            }
            throw new ModelException("training: a batch could not be made: " + e.getCause(), e);
        }
    }

    @Override
    public void close() {
        threads.shutdown();
        for (Future<Batch> batch : ahead) {
            if (!batch.cancel(false)) {
                closeQuietly(batch);
            }
        }
    }

    /** Nobody waits for this batch any more, and the first failure was reported by {@link #take()}. */
    private static void closeQuietly(Future<Batch> batch) {
        try {
            get(batch).close();
        } catch (RuntimeException e) {
            LOG.debug("a batch that was not used could not be made", e);
        }
    }
}
