package io.mien.infer.freshness;

import static org.assertj.core.api.Assertions.assertThat;

import io.mien.freshness.FreshnessStatus;
import io.mien.infer.element.SourceRecord;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class FreshnessTest {
    private static final Duration BOUND = Duration.ofSeconds(2);
    private static final long START = 1_790_000_000_000L;

    private final AtomicLong now = new AtomicLong(START);
    private final Freshness freshness = new Freshness(BOUND, () -> Instant.ofEpochMilli(now.get()));
    private final FramesUnderWay waiting = freshness.addWaiting();

    @ParameterizedTest
    @CsvSource({"2, 200", "4, 200", "10, 200", "2, 12", "2, 1500"})
    void inALastingOverloadTheModelIsBusyAndNothingIsOlderThanTheBound(double load, int frames) {
        Load run = new Load(frames, load * frames);
        run.seconds(20);
        run.forgetExtremes();
        run.seconds(100);
        assertThat(run.oldestEncoded).as("milliseconds").isLessThan(BOUND.toMillis());
        assertThat(run.encoded / 100.0).as("frames a second").isGreaterThan(0.93 * frames);
        assertThat(freshness.status().overloaded()).isTrue();
        assertThat(freshness.status().share()).isBetween(0.7 / load, 1.3 / load);
    }

    @ParameterizedTest
    @ValueSource(doubles = {0.3, 0.9})
    void whatTheModelCanDoIsNotPassedOver(double load) {
        Load run = new Load(200, load * 200);
        run.seconds(60);
        assertThat(run.passedOver).isZero();
        assertThat(freshness.status().share()).isEqualTo(1);
        assertThat(freshness.status().overloaded()).isFalse();
    }

    @Test
    void aJobThatFindsABacklogAtItsStartSoonReadsWhatItCan() {
        Load run = new Load(100, 200);
        run.pause(2_500);
        run.seconds(3);
        run.forgetExtremes();
        run.seconds(10);
        assertThat(run.encoded).isGreaterThan(900);
    }

    @Test
    void aPauseOfTheMachineCostsNothing() {
        Load run = new Load(200, 100);
        run.seconds(10);
        run.pause(900);
        run.seconds(10);
        assertThat(run.passedOver).isZero();
    }

    @Test
    void whenTheLoadIsGoneAllIsEncodedAgainAndTheOverloadEnds() {
        Load run = new Load(200, 2_000);
        run.seconds(30);
        run.offeredPerSecond = 100;
        run.seconds(12);
        run.passedOver = 0;
        run.seconds(10);
        assertThat(run.passedOver).isZero();
        assertThat(freshness.status())
                .isEqualTo(new FreshnessStatus(BOUND, freshness.status().age(), 1, false, 1));
    }

    @Test
    void whatLaysInTheTopicForLongerThanTheBoundIsPassedOverWithoutALookAtTheModel() {
        SourceRecord old = record(START - 3_600_000);
        assertThat(freshness.offer(old, START)).isZero();
        freshness.passOver(START);
        assertThat(freshness.status().age()).isEqualTo(Duration.ofHours(1));
        assertThat(freshness.offer(record(START - 100), START)).isEqualTo(1);
    }

    @Test
    void aFrameThatTheModelHoldsForTooLongStopsOthersUntilItIsDone() {
        FramesUnderWay.Frame held = waiting.add(record(START));
        assertThat(freshness.offer(record(START + 2_100), START + 2_100)).isZero();
        held.end();
        assertThat(freshness.offer(record(START + 2_101), START + 2_101)).isPositive();
    }

    @Test
    void framesOfASlotThatIsClosedAreForgotten() {
        waiting.add(record(START));
        waiting.close();
        assertThat(freshness.offer(record(START + 5_000), START + 5_000)).isEqualTo(1);
    }

    @Test
    void withoutTheBrokersTimeAgeBeginsWhenTheFrameIsThere() {
        SourceRecord record = record(SourceRecord.UNKNOWN);
        assertThat(freshness.offer(record, START)).isEqualTo(1);
        waiting.add(record);
        now.addAndGet(1_500);
        assertThat(freshness.status().age()).isEqualTo(Duration.ofMillis(1_500));
    }

    private static SourceRecord record(long appendedAt) {
        return new SourceRecord("face-frames", 0, 0, new byte[0], new byte[0], List.of(), appendedAt);
    }

    /** A topic, a sampler that waits while the queue is full, and a model of a certain speed. */
    private final class Load {
        private static final int QUEUE = 256;
        private static final int STEP_MILLIS = 5;

        private final double encodedPerSecond;
        private double offeredPerSecond;
        private final Deque<Long> topic = new ArrayDeque<>();
        private final Deque<FramesUnderWay.Frame> queue = new ArrayDeque<>();
        private final Deque<Long> appended = new ArrayDeque<>();
        private double arriving;
        private double working;
        private double credit;
        private long encoded;
        private long passedOver;
        private long oldestEncoded;

        Load(double encodedPerSecond, double offeredPerSecond) {
            this.encodedPerSecond = encodedPerSecond;
            this.offeredPerSecond = offeredPerSecond;
        }

        void seconds(int seconds) {
            for (int step = 0; step < seconds * 1_000 / STEP_MILLIS; step++) {
                now.addAndGet(STEP_MILLIS);
                arrive();
                sample();
                work();
            }
        }

        void pause(int millis) {
            for (int step = 0; step < millis / STEP_MILLIS; step++) {
                now.addAndGet(STEP_MILLIS);
                arrive();
            }
        }

        void forgetExtremes() {
            encoded = 0;
            oldestEncoded = 0;
        }

        private void arrive() {
            arriving += offeredPerSecond * STEP_MILLIS / 1_000;
            for (; arriving >= 1; arriving--) {
                topic.add(now.get());
            }
        }

        private void sample() {
            while (!topic.isEmpty() && queue.size() < QUEUE) {
                long appendedAt = topic.remove();
                SourceRecord record = record(appendedAt);
                credit += freshness.offer(record, now.get());
                if (credit >= 1) {
                    credit--;
                    queue.add(waiting.add(record));
                    appended.add(appendedAt);
                } else {
                    passedOver++;
                    freshness.passOver(now.get());
                }
            }
        }

        private void work() {
            working = queue.isEmpty() ? 0 : working + encodedPerSecond * STEP_MILLIS / 1_000;
            for (; working >= 1 && !queue.isEmpty(); working--) {
                queue.remove().end();
                encoded++;
                oldestEncoded = Math.max(oldestEncoded, now.get() - appended.remove());
            }
        }
    }
}
