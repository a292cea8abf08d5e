package io.mien.ingest.sources;

import static org.assertj.core.api.Assertions.assertThat;

import io.mien.schemas.avro.CaptureClock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

final class LiveClockTest {
    private static final long STEP = 40_000;
    private static final long NOW = 1_800_000_000_000_000L;
    /** Where 33 bits of 90 kHz end, microseconds. */
    private static final long TRANSPORT_STREAM_END = (1L << 33) * 1_000_000 / 90_000;

    private final LiveClock clock = new LiveClock(Duration.ofSeconds(5), Duration.ZERO);

    private long byArrival(long stamp, long arrival) {
        return micros(clock.next(OptionalLong.of(stamp), arrival, OptionalLong.empty()));
    }

    private static long micros(CaptureTime time) {
        return ChronoUnit.MICROS.between(Instant.EPOCH, time.at());
    }

    @Test
    void arrivalsThatTheNetworkMadeUnevenLieAsEvenlyAsTheStamps() {
        long[] late = {0, 70_000, 30_000, 0, 5_000, 90_000, 50_000, 10_000, 0, 0};
        List<Long> steps = new ArrayList<>();
        long before = 0;
        for (int n = 0; n < late.length; n++) {
            long taken = byArrival(n * STEP, NOW + n * STEP + late[n]);
            if (n > 0) {
                steps.add(taken - before);
            }
            before = taken;
        }

        assertThat(steps).allSatisfy(step -> assertThat(step).isBetween(STEP - 1_000, STEP + 1_000));
        assertThat(clock.repairs()).isEqualTo(new LiveClock.Repairs(0, 0, 0));
    }

    @Test
    void anArrivalThatIsEarlierThanAllBeforeMovesTheTimesAtOnceAndNoneRunsBack() {
        byArrival(0, NOW + 300_000);
        long second = byArrival(STEP, NOW + STEP);

        assertThat(second).isEqualTo(NOW + 300_001);
        assertThat(byArrival(10 * STEP, NOW + 10 * STEP)).isEqualTo(NOW + 10 * STEP);
        assertThat(clock.repairs().held()).isEqualTo(1);
    }

    @Test
    void stampsThatWrapOrJumpCostOneCountAndNoTime() {
        byArrival(TRANSPORT_STREAM_END - STEP, NOW);
        assertThat(byArrival(0, NOW + STEP)).isEqualTo(NOW + STEP);
        assertThat(byArrival(STEP, NOW + 2 * STEP)).isEqualTo(NOW + 2 * STEP);
        assertThat(clock.repairs().jumps()).isEqualTo(1);
        assertThat(clock.hasJumped()).isFalse();
    }

    @Test
    void aClockThatRunsOnePercentFastIsFollowed() {
        long taken = 0;
        int pictures = 2500;
        for (int n = 0; n < pictures; n++) {
            taken = byArrival(n * STEP * 101 / 100, NOW + n * STEP);
        }
        assertThat(taken).isBetween(NOW + (pictures - 1) * STEP, NOW + (pictures - 1) * STEP + 200_000);
    }

    @Test
    void theCamerasOwnClockIsTakenIfItIsPlausible() {
        CaptureTime early = clock.next(OptionalLong.of(0), NOW, OptionalLong.empty());
        CaptureTime own = clock.next(OptionalLong.of(STEP), NOW + STEP, OptionalLong.of(NOW + STEP - 20_000));
        CaptureTime wrong =
                clock.next(OptionalLong.of(2 * STEP), NOW + 2 * STEP, OptionalLong.of(NOW + 2 * STEP - 3_600_000_000L));

        assertThat(early.clock()).isEqualTo(CaptureClock.ARRIVAL);
        assertThat(own.clock()).isEqualTo(CaptureClock.CAMERA);
        assertThat(micros(own)).isEqualTo(NOW + STEP - 20_000);
        assertThat(wrong.clock()).isEqualTo(CaptureClock.ARRIVAL);
        assertThat(micros(wrong)).isEqualTo(NOW + 2 * STEP);
        assertThat(clock.repairs().implausible()).isEqualTo(1);
    }

    @Test
    void aCamerasClockThatJumpsIsTold() {
        clock.next(OptionalLong.of(0), NOW, OptionalLong.of(NOW));
        clock.next(OptionalLong.of(STEP), NOW + STEP, OptionalLong.of(NOW + STEP));
        assertThat(clock.hasJumped()).isFalse();

        CaptureTime back = clock.next(OptionalLong.of(2 * STEP), NOW + 2 * STEP, OptionalLong.of(NOW - 3_000_000));

        assertThat(clock.hasJumped()).isTrue();
        assertThat(micros(back)).isEqualTo(NOW - 3_000_000);
        clock.next(OptionalLong.of(3 * STEP), NOW + 3 * STEP, OptionalLong.of(NOW - 3_000_000 + STEP));
        assertThat(clock.hasJumped()).isFalse();
        assertThat(clock.repairs().jumps()).isEqualTo(1);
    }

    @Test
    void theCorrectionIsAddedToEither() {
        LiveClock corrected = new LiveClock(Duration.ofSeconds(5), Duration.ofMillis(-150));

        assertThat(micros(corrected.next(OptionalLong.empty(), NOW, OptionalLong.empty())))
                .isEqualTo(NOW - 150_000);
        assertThat(micros(corrected.next(OptionalLong.of(0), NOW + STEP, OptionalLong.of(NOW + STEP - 5))))
                .isEqualTo(NOW + STEP - 5 - 150_000);
    }

    @Test
    void aClockOfWhatComesLateMayBeBehindAndNotAhead() {
        LiveClock late = new LiveClock(Duration.ofSeconds(5), Duration.ofMinutes(1), Duration.ZERO);
        assertThat(late.next(OptionalLong.of(0), NOW, OptionalLong.of(NOW - 65_000_000))
                        .clock())
                .isEqualTo(CaptureClock.CAMERA);
        assertThat(late.next(OptionalLong.of(STEP), NOW + STEP, OptionalLong.of(NOW - 66_000_000))
                        .clock())
                .isEqualTo(CaptureClock.ARRIVAL);
        assertThat(late.next(OptionalLong.of(2 * STEP), NOW + 2 * STEP, OptionalLong.of(NOW + 6_000_000))
                        .clock())
                .isEqualTo(CaptureClock.ARRIVAL);
        assertThat(late.repairs().implausible()).isEqualTo(2);
    }

    @Test
    void aClockThatBecomesKnownAndIsFarBehindTheArrivalBeginsASessionAndHoldsNoTime() {
        LiveClock late = new LiveClock(Duration.ofSeconds(5), Duration.ofMinutes(1), Duration.ZERO);
        late.next(OptionalLong.of(0), NOW, OptionalLong.empty());
        long taken = micros(late.next(OptionalLong.of(STEP), NOW + STEP, OptionalLong.of(NOW - 8_000_000)));
        assertThat(taken).isEqualTo(NOW - 8_000_000);
        assertThat(late.hasJumped()).isTrue();
        assertThat(late.repairs().held()).isZero();
    }

    @Test
    void aReaderThatWaitedIsNoJumpOfAClockThatGoesAsTheStampsDo() {
        LiveClock late = new LiveClock(Duration.ofSeconds(5), Duration.ofMinutes(1), Duration.ZERO);
        long begun = NOW - 8_000_000;
        late.next(OptionalLong.of(0), NOW, OptionalLong.of(begun));
        long taken = micros(late.next(OptionalLong.of(STEP), NOW + 3_000_000, OptionalLong.of(begun + STEP)));
        assertThat(taken).isEqualTo(begun + STEP);
        assertThat(late.hasJumped()).isFalse();
        late.next(OptionalLong.of(2 * STEP), NOW + 3_000_000 + STEP, OptionalLong.of(begun + 5_000_000));
        assertThat(late.hasJumped()).isTrue();
    }
}
