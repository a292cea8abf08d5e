package io.mien.infer.batch;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Joins the items of many callers into batches. A batch is run when it is full or when its first item has waited long
 * enough. If the function fails on a batch, the batch is halved until the item to blame stands alone: only its future
 * fails, its neighbours have their results.
 *
 * <p>Items are taken in the order of their arrival; with several workers, results may come in another order. Threads:
 * any may submit; futures complete on a worker's thread, which must not be kept.
 *
 * @param <I> of an item
 * @param <O> of a result
 */
public final class Batcher<I, O> implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Batcher.class);

    private final String name;
    private final BatchSettings settings;
    private final long maximumDelayNanos;
    private final BatchFunction<I, O> function;
    private final Predicate<RuntimeException> itemsFault;
    private final List<Thread> workers;

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition arrived = lock.newCondition();
    private final Condition taken = lock.newCondition();
    private final Deque<Request<I, O>> queue = new ArrayDeque<>();
    private boolean closed;

    private final LongAdder batches = new LongAdder();
    private final LongAdder items = new LongAdder();
    private final LongAdder failedItems = new LongAdder();
    private final AtomicInteger largestBatch = new AtomicInteger();
    private final LongAdder calls = new LongAdder();
    private final LongAdder queueNanos = new LongAdder();
    private final LongAdder computeNanos = new LongAdder();

    /**
     * Starts the workers.
     *
     * @param name of the threads
     * @param settings sizes
     * @param function run on each batch
     * @param itemsFault whether a failure can be an item's fault; if not, it fails the whole batch at once, because to
     *     halve it would only blame each item for what is wrong with the world
     */
    public Batcher(
            String name, BatchSettings settings, BatchFunction<I, O> function, Predicate<RuntimeException> itemsFault) {
        this.name = name;
        this.settings = settings;
        this.maximumDelayNanos = settings.maximumDelay().toNanos();
        this.function = function;
        this.itemsFault = itemsFault;
        this.workers = new ArrayList<>(settings.workers());
        for (int i = 0; i < settings.workers(); i++) {
            Thread worker = new Thread(this::work, name + "-" + i);
            worker.setDaemon(true);
            workers.add(worker);
        }
        workers.forEach(Thread::start);
    }

    /**
     * Asks for one item to be done; waits while the queue is full.
     *
     * @return fails with {@link FailedItemException} if this item is to blame, with the function's own exception if none
     *     is, and with {@link CancellationException} if the batcher is closed first
     * @throws InterruptedException if interrupted while the queue is full
     * @throws IllegalStateException if the batcher is closed
     */
    public CompletableFuture<O> submit(I item) throws InterruptedException {
        lock.lockInterruptibly();
        try {
            while (!closed && queue.size() >= settings.queueCapacity()) {
                taken.await();
            }
            if (closed) {
                throw new IllegalStateException(name + " is closed");
            }
            Request<I, O> request = new Request<>(item, System.nanoTime(), new CompletableFuture<>());
            queue.addLast(request);
            if (queue.size() == 1 || queue.size() % settings.maximumBatch() == 0) {
                // Those between change nothing for a worker that waits: one of them already watches the first one's
                // time.
                arrived.signal();
            }
            return request.result;
        } finally {
            lock.unlock();
        }
    }

    /** What has been done so far. */
    public BatchStatistics statistics() {
        return new BatchStatistics(
                batches.sum(),
                items.sum(),
                failedItems.sum(),
                largestBatch.get(),
                calls.sum(),
                Duration.ofNanos(queueNanos.sum()),
                Duration.ofNanos(computeNanos.sum()));
    }

    /**
     * Lets running batches end, and fails the items that wait. When it returns, no call of the function is in progress.
     * A second call does nothing.
     */
    @Override
    public void close() {
        List<Request<I, O>> waiting;
        lock.lock();
        try {
            closed = true;
            waiting = List.copyOf(queue);
            queue.clear();
            arrived.signalAll();
            taken.signalAll();
        } finally {
            lock.unlock();
        }
        waiting.forEach(
                request -> request.result.completeExceptionally(new CancellationException(name + " was closed")));
        awaitWorkers();
    }

    /** There is no limit: the caller next closes what the function works with. */
    private void awaitWorkers() {
        boolean interrupted = false;
        for (Thread worker : workers) {
            while (worker.isAlive() && worker != Thread.currentThread()) {
                try {
                    worker.join();
                } catch (InterruptedException e) {
                    interrupted = true;
                }
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private void work() {
        List<Request<I, O>> batch = nextBatch();
        while (!batch.isEmpty()) {
            long start = System.nanoTime();
            batches.increment();
            items.add(batch.size());
            largestBatch.accumulateAndGet(batch.size(), Math::max);
            batch.forEach(request -> queueNanos.add(start - request.arrivedAt));
            run(batch);
            batch = nextBatch();
        }
    }

    /** Waits for a batch; empty if the batcher is closed. */
    private List<Request<I, O>> nextBatch() {
        lock.lock();
        try {
            while (!closed) {
                Request<I, O> first = queue.peekFirst();
                if (first == null) {
                    arrived.awaitUninterruptibly();
                    continue;
                }
                long remaining = first.arrivedAt + maximumDelayNanos - System.nanoTime();
                if (queue.size() >= settings.maximumBatch() || remaining <= 0) {
                    return takeBatch();
                }
                try {
                    // The time left is computed again, whatever ended the wait.
                    long unused = arrived.awaitNanos(remaining);
                } catch (InterruptedException e) {
                    // Nobody has a reason to interrupt a worker; closing is told by the flag.
                    log.debug("{}: interruption ignored", name);
                }
            }
            return List.of();
        } finally {
            lock.unlock();
        }
    }

    private List<Request<I, O>> takeBatch() {
        int size = Math.min(queue.size(), settings.maximumBatch());
        List<Request<I, O>> batch = new ArrayList<>(size);
        for (int i = 0; i < size; i++) {
            batch.add(queue.removeFirst());
        }
        taken.signalAll();
        if (!queue.isEmpty()) {
            // The signal of those left may have been the one that woke us.
            arrived.signal();
        }
        return batch;
    }

    private void run(List<Request<I, O>> batch) {
        List<O> results;
        try {
            results = call(batch);
        } catch (RuntimeException e) {
            fail(batch, e);
            return;
        } catch (Error e) {
            // The callers decide what to make of it; the worker must live, or all who follow would wait for ever.
            log.error("{}: batch of {} items failed", name, batch.size(), e);
            batch.forEach(request -> request.result.completeExceptionally(e));
            return;
        }
        for (int i = 0; i < batch.size(); i++) {
            batch.get(i).result.complete(results.get(i));
        }
    }

    private void fail(List<Request<I, O>> batch, RuntimeException failure) {
        if (!itemsFault.test(failure)) {
            batch.forEach(request -> request.result.completeExceptionally(failure));
        } else if (batch.size() == 1) {
            failedItems.increment();
            batch.get(0).result.completeExceptionally(new FailedItemException(failure));
        } else {
            int half = batch.size() / 2;
            run(batch.subList(0, half));
            run(batch.subList(half, batch.size()));
        }
    }

    private List<O> call(List<Request<I, O>> batch) {
        List<I> input = new ArrayList<>(settings.exact() ? settings.maximumBatch() : batch.size());
        batch.forEach(request -> input.add(request.item));
        while (settings.exact() && input.size() < settings.maximumBatch()) {
            input.add(input.get(input.size() - 1));
        }
        long start = System.nanoTime();
        try {
            List<O> results = function.apply(input);
            if (results.size() != input.size()) {
                throw new IllegalStateException(
                        name + ": " + results.size() + " results (expected: " + input.size() + ", one for each item)");
            }
            return results;
        } finally {
            calls.increment();
            computeNanos.add(System.nanoTime() - start);
        }
    }

    private record Request<I, O>(I item, long arrivedAt, CompletableFuture<O> result) {}
}
