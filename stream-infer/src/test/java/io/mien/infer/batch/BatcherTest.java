package io.mien.infer.batch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class BatcherTest {
    private static final Duration LONG = Duration.ofMinutes(5);
    private static final BatchSettings FOUR = new BatchSettings(4, LONG, 64, 1, false);

    private final List<List<Integer>> calls = Collections.synchronizedList(new ArrayList<>());

    @Test
    void aFullBatchRunsWithoutDelay() throws Exception {
        try (Batcher<Integer, String> batcher = batcher(FOUR)) {
            assertThat(results(submit(batcher, 1, 2, 3, 4))).containsExactly("1", "2", "3", "4");
        }
        assertThat(calls).containsExactly(List.of(1, 2, 3, 4));
    }

    @Test
    void eachFullBatchFindsAWorkerThatWaits() throws Exception {
        CountDownLatch bothRun = new CountDownLatch(2);
        try (Batcher<Integer, String> batcher = batcher(new BatchSettings(4, LONG, 64, 2, false), items -> {
            bothRun.countDown();
            awaitLatch(bothRun);
            return texts(items);
        })) {
            assertThat(results(submit(batcher, 1, 2, 3, 4, 5, 6, 7, 8)))
                    .containsExactly("1", "2", "3", "4", "5", "6", "7", "8");
        }
    }

    @Test
    void aPartialBatchRunsWhenItsFirstItemHasWaitedLongEnough() throws Exception {
        try (Batcher<Integer, String> batcher = batcher(FOUR.withMaximumDelay(Duration.ofMillis(20)))) {
            assertThat(results(submit(batcher, 1))).containsExactly("1");
        }
        assertThat(calls).containsExactly(List.of(1));
    }

    @Test
    void withoutDelayAnItemWaitsForNobody() throws Exception {
        try (Batcher<Integer, String> batcher = batcher(FOUR.withMaximumDelay(Duration.ZERO))) {
            assertThat(results(submit(batcher, 1))).containsExactly("1");
            assertThat(results(submit(batcher, 2))).containsExactly("2");
        }
    }

    @Test
    void whatGathersWhileABatchRunsFormsTheNextOnes() throws Exception {
        CountDownLatch release = new CountDownLatch(1);
        BatchSettings settings = FOUR.withMaximumDelay(Duration.ZERO);
        try (Batcher<Integer, String> batcher = batcher(settings, items -> {
            awaitLatch(release);
            return texts(items);
        })) {
            List<CompletableFuture<String>> first = submit(batcher, 0);
            await().until(() -> batcher.statistics().batches() == 1);
            List<CompletableFuture<String>> rest = submit(batcher, 1, 2, 3, 4, 5, 6);
            release.countDown();
            assertThat(results(first)).containsExactly("0");
            assertThat(results(rest)).containsExactly("1", "2", "3", "4", "5", "6");
            assertThat(calls).containsExactly(List.of(0), List.of(1, 2, 3, 4), List.of(5, 6));
        }
    }

    @Test
    void aFailedBatchIsHalvedUntilTheItemToBlameStandsAlone() throws Exception {
        BatchSettings eight = new BatchSettings(8, LONG, 64, 1, false);
        try (Batcher<Integer, String> batcher = batcher(eight, items -> failOn(items, 5))) {
            List<CompletableFuture<String>> futures = submit(batcher, 0, 1, 2, 3, 4, 5, 6, 7);
            assertThatThrownBy(() -> futures.get(5).get())
                    .isInstanceOf(ExecutionException.class)
                    .cause()
                    .isInstanceOf(FailedItemException.class)
                    .hasMessage("5 is bad");
            futures.remove(5);
            assertThat(results(futures)).containsExactly("0", "1", "2", "3", "4", "6", "7");
            assertThat(batcher.statistics().failedItems()).isEqualTo(1);
            assertThat(batcher.statistics().batches()).isEqualTo(1);
            assertThat(batcher.statistics().calls()).isEqualTo(7);
        }
    }

    @Test
    void severalBadItemsOfABatchFailAndTheOthersDoNot() throws Exception {
        BatchSettings eight = new BatchSettings(8, LONG, 64, 1, false);
        try (Batcher<Integer, String> batcher = batcher(eight, items -> failOn(items, 0, 1, 7))) {
            List<CompletableFuture<String>> futures = submit(batcher, 0, 1, 2, 3, 4, 5, 6, 7);
            assertThat(results(futures.subList(2, 7))).containsExactly("2", "3", "4", "5", "6");
            for (int bad : new int[] {0, 1, 7}) {
                assertThatThrownBy(() -> futures.get(bad).get()).hasCauseInstanceOf(FailedItemException.class);
            }
        }
    }

    @Test
    void aFailureThatIsNobodysFaultFailsTheBatchWithoutHalving() throws Exception {
        try (Batcher<Integer, String> batcher = batcher(FOUR, items -> {
            throw new IllegalStateException("device is gone");
        })) {
            List<CompletableFuture<String>> futures = submit(batcher, 1, 2, 3, 4);
            for (CompletableFuture<String> future : futures) {
                assertThatThrownBy(future::get)
                        .hasCauseInstanceOf(IllegalStateException.class)
                        .hasMessageContaining("device is gone");
            }
            assertThat(batcher.statistics().calls()).isEqualTo(1);
            assertThat(batcher.statistics().failedItems()).isZero();
        }
    }

    @Test
    void aWorkerOutlivesAnError() throws Exception {
        AtomicInteger attempts = new AtomicInteger();
        try (Batcher<Integer, String> batcher = batcher(FOUR, items -> {
            if (attempts.incrementAndGet() == 1) {
                throw new StackOverflowError("once");
            }
            return texts(items);
        })) {
            List<CompletableFuture<String>> first = submit(batcher, 1, 2, 3, 4);
            assertThatThrownBy(() -> first.get(0).get()).hasCauseInstanceOf(StackOverflowError.class);
            assertThat(results(submit(batcher, 5, 6, 7, 8))).containsExactly("5", "6", "7", "8");
        }
    }

    @Test
    void tooFewResultsFailTheBatch() throws Exception {
        try (Batcher<Integer, String> batcher = batcher(FOUR, items -> List.of("one"))) {
            CompletableFuture<String> future = submit(batcher, 1, 2, 3, 4).get(0);
            assertThatThrownBy(future::get)
                    .cause()
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("1 results (expected: 4");
        }
    }

    @Test
    void inExactModeEveryCallHasTheFixedShape() throws Exception {
        BatchSettings exact = FOUR.withExact(true).withMaximumDelay(Duration.ZERO);
        try (Batcher<Integer, String> batcher = batcher(exact, items -> failOn(items, 9))) {
            assertThat(results(submit(batcher, 1))).containsExactly("1");
            CompletableFuture<String> bad = batcher.submit(9);
            assertThatThrownBy(bad::get).hasCauseInstanceOf(FailedItemException.class);
        }
        assertThat(calls).allSatisfy(call -> assertThat(call).hasSize(4));
        assertThat(calls.get(0)).containsExactly(1, 1, 1, 1);
    }

    @Test
    void aFullQueueHoldsTheCaller() throws Exception {
        CountDownLatch release = new CountDownLatch(1);
        BatchSettings tiny = new BatchSettings(1, Duration.ZERO, 1, 1, false);
        try (Batcher<Integer, String> batcher = batcher(tiny, items -> {
            awaitLatch(release);
            return texts(items);
        })) {
            CompletableFuture<String> running = batcher.submit(1);
            await().until(() -> batcher.statistics().batches() == 1);
            CompletableFuture<String> waiting = batcher.submit(2);
            List<CompletableFuture<String>> held = new ArrayList<>();
            Thread caller = new Thread(() -> {
                try {
                    held.add(batcher.submit(3));
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
            });
            caller.start();
            await().until(() -> caller.getState() == Thread.State.WAITING);
            release.countDown();
            caller.join();
            assertThat(running.get()).isEqualTo("1");
            assertThat(waiting.get()).isEqualTo("2");
            assertThat(held.get(0).get()).isEqualTo("3");
        }
    }

    @Test
    void closingLetsRunningBatchesEndAndFailsWhatWaits() throws Exception {
        CountDownLatch release = new CountDownLatch(1);
        Batcher<Integer, String> batcher = batcher(new BatchSettings(1, Duration.ZERO, 8, 1, false), items -> {
            awaitLatch(release);
            return texts(items);
        });
        CompletableFuture<String> running = batcher.submit(1);
        await().until(() -> batcher.statistics().batches() == 1);
        CompletableFuture<String> waiting = batcher.submit(2);
        Thread closer = new Thread(batcher::close);
        closer.start();
        assertThatThrownBy(waiting::get).isInstanceOf(CancellationException.class);
        assertThat(running).isNotDone();
        release.countDown();
        closer.join();
        assertThat(running).isCompletedWithValue("1");
        assertThatThrownBy(() -> batcher.submit(3)).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void everyCallerGetsTheResultOfItsOwnItem() throws Exception {
        int callers = 8;
        int each = 500;
        BatchSettings settings = new BatchSettings(16, Duration.ofMillis(1), 32, 3, false);
        try (Batcher<Integer, String> batcher = batcher(
                settings,
                items -> failOn(items, IntStream.range(0, 40).map(i -> i * 100).toArray()))) {
            List<CompletableFuture<Void>> done = new ArrayList<>();
            for (int caller = 0; caller < callers; caller++) {
                int first = caller * each;
                done.add(CompletableFuture.runAsync(() -> checkOwnResults(batcher, first, first + each)));
            }
            CompletableFuture.allOf(done.toArray(new CompletableFuture<?>[0])).get(25, TimeUnit.SECONDS);
            BatchStatistics statistics = batcher.statistics();
            assertThat(statistics.items()).isEqualTo((long) callers * each);
            assertThat(statistics.failedItems()).isEqualTo(40);
            assertThat(statistics.largestBatch()).isBetween(2, 16);
        }
    }

    private static void checkOwnResults(Batcher<Integer, String> batcher, int from, int to) {
        try {
            List<CompletableFuture<String>> futures = new ArrayList<>();
            for (int item = from; item < to; item++) {
                futures.add(batcher.submit(item));
            }
            for (int item = from; item < to; item++) {
                CompletableFuture<String> future = futures.get(item - from);
                if (item % 100 == 0) {
                    assertThatThrownBy(future::get).hasCauseInstanceOf(FailedItemException.class);
                } else {
                    assertThat(future.get()).isEqualTo(Integer.toString(item));
                }
            }
        } catch (InterruptedException | ExecutionException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void settingsThatMakeNoSenseAreRefusedInWords() {
        assertThatThrownBy(() -> new BatchSettings(8, Duration.ZERO, 4, 1, false))
                .hasMessage("queue capacity: 4 (expected: at least the maximum batch of 8)");
        assertThatThrownBy(() -> new BatchSettings(0, Duration.ZERO, 4, 1, false))
                .hasMessage("maximum batch: 0 (expected: at least 1)");
    }

    private Batcher<Integer, String> batcher(BatchSettings settings) {
        return batcher(settings, BatcherTest::texts);
    }

    private Batcher<Integer, String> batcher(BatchSettings settings, BatchFunction<Integer, String> function) {
        return new Batcher<>(
                "test",
                settings,
                items -> {
                    calls.add(List.copyOf(items));
                    return function.apply(items);
                },
                IllegalArgumentException.class::isInstance);
    }

    private static List<CompletableFuture<String>> submit(Batcher<Integer, String> batcher, int... items)
            throws InterruptedException {
        List<CompletableFuture<String>> futures = new ArrayList<>();
        for (int item : items) {
            futures.add(batcher.submit(item));
        }
        return futures;
    }

    private static List<String> results(List<CompletableFuture<String>> futures) throws Exception {
        List<String> results = new ArrayList<>();
        for (CompletableFuture<String> future : futures) {
            results.add(future.get(20, TimeUnit.SECONDS));
        }
        return results;
    }

    private static List<String> failOn(List<Integer> items, int... bad) {
        for (int one : bad) {
            if (items.contains(one)) {
                throw new IllegalArgumentException(one + " is bad");
            }
        }
        return texts(items);
    }

    private static List<String> texts(List<Integer> items) {
        return items.stream().map(String::valueOf).toList();
    }

    private static void awaitLatch(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
