package io.mien.ingest.sources;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.OptionalLong;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class RecordingClockTest {
    private static final long HOUR = 3_600_000L;
    private static final long WRAP_MILLIS = (1L << 33) / 90;

    private final RecordingClock clock = new RecordingClock(25, WRAP_MILLIS * 1000);

    /** Positions in milliseconds. */
    private long[] positions(long... stampMillis) {
        return Arrays.stream(stampMillis)
                .map(stamp -> clock.next(OptionalLong.of(stamp * 1000)) / 1000)
                .toArray();
    }

    private long[] withoutStamps(int pictures) {
        return LongStream.range(0, pictures)
                .map(i -> clock.next(OptionalLong.empty()) / 1000)
                .toArray();
    }

    @Test
    void theFirstPictureIsZeroWhateverItsStamp() {
        assertThat(positions(10 * HOUR, 10 * HOUR + 40, 10 * HOUR + 80)).containsExactly(0, 40, 80);
        assertThat(clock.repairs().jumps()).isZero();
    }

    @Test
    void stampsBelowZeroAreStampsToo() {
        assertThat(positions(-80, -40, 0, 40)).containsExactly(0, 40, 80, 120);
    }

    @Test
    void unevenStepsAreFollowed() {
        assertThat(positions(0, 33, 100, 101, 6000, 6040)).containsExactly(0, 33, 100, 101, 6000, 6040);
        assertThat(clock.repairs().jumps()).isZero();
    }

    @Test
    void theSecondOfTwoJoinedFilesGoesOnAfterTheFirst() {
        assertThat(positions(1400, 1440, 1480, 1400, 1440, 1480)).containsExactly(0, 40, 80, 120, 160, 200);
        assertThat(clock.repairs().jumps()).isEqualTo(1);
    }

    @Test
    void aRecorderThatReconnectedLeavesNoGap() {
        assertThat(positions(0, 40, 80, HOUR, HOUR + 40, HOUR + 90)).containsExactly(0, 40, 80, 120, 160, 210);
        assertThat(clock.repairs().jumps()).isEqualTo(1);
    }

    @Test
    void onePictureStampedHoursAwayHarmsNoOther() {
        assertThat(positions(0, 40, 80, 5 * HOUR, 160, 210)).containsExactly(0, 40, 80, 120, 160, 210);
        assertThat(positions(-5 * HOUR, 290, 330)).containsExactly(250, 290, 330);
        assertThat(clock.repairs().jumps()).isEqualTo(2);
    }

    @Test
    void theFirstPictureStampedHoursAwayHarmsNoOther() {
        assertThat(positions(5 * HOUR, 40, 80, 120)).containsExactly(0, 40, 80, 120);
    }

    @Test
    void aClockThatRunsOverItsEndIsFollowed() {
        assertThat(positions(WRAP_MILLIS - 50, WRAP_MILLIS - 20, 40, 80)).containsExactly(0, 30, 90, 130);
    }

    @Test
    void withoutStampsTheRateCounts() {
        assertThat(withoutStamps(4)).containsExactly(0, 40, 80, 120);
        assertThat(clock.repairs().withoutStamp()).isEqualTo(4);
    }

    @Test
    void anHourWithoutStampsIsAnHourLong() {
        RecordingClock television = new RecordingClock(30_000 / 1001.0, 0);
        for (int i = 0; i < 107_892; i++) {
            television.next(OptionalLong.empty());
        }
        assertThat(television.position()).isCloseTo(3_599_963_000L, org.assertj.core.api.Assertions.within(1000L));
    }

    @Test
    void stampsThatStandStillAreNoStamps() {
        assertThat(positions(0, 0, 0, 0)).containsExactly(0, 40, 80, 120);
    }

    @Test
    void lastPicturesWithoutStampsGoOnAtTheRateThatWasSeen() {
        assertThat(positions(0, 20, 40, 60)).containsExactly(0, 20, 40, 60);
        assertThat(withoutStamps(2)).containsExactly(80, 100);
    }

    @Test
    void stampsThatBeginLateAreCountedFromWhereTheyBegin() {
        assertThat(withoutStamps(2)).containsExactly(0, 40);
        assertThat(positions(HOUR, HOUR + 30)).containsExactly(80, 110);
    }

    @Test
    void aPictureAMinuteIsNoGap() {
        RecordingClock slow = new RecordingClock(1 / 60.0, 0);
        assertThat(LongStream.of(0, 60, 120, 300)
                        .map(seconds -> slow.next(OptionalLong.of(seconds * 1_000_000)) / 1_000_000))
                .containsExactly(0L, 60L, 120L, 300L);
        assertThat(slow.repairs().jumps()).isZero();
    }
}
