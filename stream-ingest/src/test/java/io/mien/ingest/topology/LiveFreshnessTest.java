package io.mien.ingest.topology;

import static org.assertj.core.api.Assertions.assertThat;

import io.mien.schemas.avro.CameraFrame;
import io.mien.schemas.avro.CaptureClock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class LiveFreshnessTest {
    private static final Duration BOUND = Duration.ofSeconds(2);
    private static final long START = 1_790_000_000_000L;
    private static final int CELL_MILLIS = 125;
    private static final int CELLS = 16;
    private static final int SLIDE = 4;
    private static final int ENOUGH = 8;

    private long now = START;
    private final LiveFreshness freshness = new LiveFreshness(BOUND, () -> Instant.ofEpochMilli(now));

    @ParameterizedTest
    @CsvSource({"10, 1.3", "10, 2", "16, 2", "64, 2", "10, 4", "40, 8"})
    void atAMultipleOfWhatCanBeLookedAtEveryStreamHasReadingsAndNothingIsOld(int streams, double load) {
        Cameras cameras = new Cameras(streams, CELL_MILLIS, load);
        cameras.seconds(20);
        cameras.forget();
        cameras.seconds(60);

        assertThat(cameras.oldest).as("oldest picture looked at, milliseconds").isLessThanOrEqualTo(BOUND.toMillis());
        assertThat(cameras.busy / 60_000.0)
                .as("share of its time that it works")
                .isGreaterThan(0.9);
        assertThat(freshness.status().overloaded()).isTrue();
        for (int stream = 0; stream < streams; stream++) {
            assertThat(cameras.readings(stream))
                    .as("windows of enough pictures of 120, stream %d", stream)
                    .isGreaterThan((int) (load <= 2 ? 70 : 100 / load / 3));
        }
    }

    @Test
    void whatCanBeLookedAtIsNeverPassedOver() {
        Cameras cameras = new Cameras(10, CELL_MILLIS, 0.9);
        cameras.seconds(60);
        assertThat(cameras.passedOver).isZero();
    }

    @Test
    void ofACameraThatGivesThreePicturesACellTheOthersGoFirst() {
        Cameras cameras = new Cameras(10, 40, 2);
        cameras.seconds(20);
        cameras.forget();
        cameras.seconds(60);
        for (int stream = 0; stream < 10; stream++) {
            assertThat(cameras.readings(stream)).as("of 120 windows").isGreaterThan(100);
        }
    }

    @Test
    void aBacklogThatIsOlderThanTheBoundIsPassedOverAtOnce() {
        Optional<PassedOverReason> old =
                freshness.refusal(frame(0, START - 60_000, CaptureClock.CAMERA), START - 60_000);
        Optional<PassedOverReason> fresh = freshness.refusal(frame(0, START - 100, CaptureClock.CAMERA), START - 100);
        assertThat(old).contains(PassedOverReason.STALE);
        assertThat(fresh).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"FILE", "none"})
    void aRecordingIsLookedAtWholeHoweverLate(String clock) {
        CaptureClock ofRecording = clock.equals("none") ? null : CaptureClock.valueOf(clock);
        assertThat(freshness.refusal(frame(0, START - 3_600_000, ofRecording), START - 3_600_000))
                .isEmpty();
        assertThat(freshness.status().overloaded()).isFalse();
    }

    private static CameraFrame frame(int stream, long capturedAt, @Nullable CaptureClock clock) {
        return TestFrames.builder("camera-" + stream, "session", 1)
                .setCapturedAt(Instant.ofEpochMilli(capturedAt))
                .setCaptureClock(clock)
                .build();
    }

    /** Cameras that give their pictures in the same order again and again, and one thread that looks at them. */
    private final class Cameras {
        private record Waiting(int stream, long at) {}

        private final int streams;
        private final int interval;
        private final double millisALook;
        private final Deque<Waiting> topic = new ArrayDeque<>();
        private final Map<Integer, List<Long>> cells = new HashMap<>();
        private double freeAt = START;
        private double busy;
        private long begun = START;
        private long oldest;
        private long passedOver;

        Cameras(int streams, int interval, double load) {
            this.streams = streams;
            this.interval = interval;
            this.millisALook = load * interval / streams;
        }

        void seconds(int seconds) {
            for (long end = now + 1_000L * seconds; now < end; now++) {
                for (int stream = 0; stream < streams; stream++) {
                    if ((now - START) % interval == (long) stream * interval / streams) {
                        topic.add(new Waiting(stream, now));
                    }
                }
                while (!topic.isEmpty() && freeAt <= now) {
                    look(topic.remove());
                }
            }
        }

        private void look(Waiting waiting) {
            if (freshness
                    .refusal(frame(waiting.stream(), waiting.at(), CaptureClock.ARRIVAL), waiting.at())
                    .isPresent()) {
                passedOver++;
                return;
            }
            oldest = Math.max(oldest, now - waiting.at());
            freeAt = Math.max(freeAt, (double) now) + millisALook;
            busy += millisALook;
            freshness.lookedAt();
            List<Long> taken = cells.computeIfAbsent(waiting.stream(), unused -> new ArrayList<>());
            long cell = waiting.at() / CELL_MILLIS;
            if (taken.isEmpty() || taken.get(taken.size() - 1) != cell) {
                taken.add(cell);
            }
        }

        void forget() {
            begun = now;
            oldest = 0;
            busy = 0;
            cells.clear();
        }

        /** Windows since then that have enough cells with a picture. */
        int readings(int stream) {
            List<Long> taken = cells.getOrDefault(stream, List.of());
            int readings = 0;
            for (long end = begun / CELL_MILLIS / SLIDE * SLIDE + CELLS; end <= now / CELL_MILLIS; end += SLIDE) {
                long last = end;
                if (taken.stream()
                                .filter(cell -> cell >= last - CELLS && cell < last)
                                .count()
                        >= ENOUGH) {
                    readings++;
                }
            }
            return readings;
        }
    }
}
