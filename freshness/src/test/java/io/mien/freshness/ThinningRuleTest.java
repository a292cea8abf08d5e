package io.mien.freshness;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class ThinningRuleTest {
    private static final int CELLS = 16;
    private static final int ENOUGH = 8;
    private static final int SLIDE = 4;
    private static final double CELL_SECONDS = 0.125;
    private static final ThinningRule RULE = new ThinningRule(CELLS, SLIDE, ENOUGH);
    private static final List<Long> SUBJECTS = IntStream.range(0, 200)
            .mapToObj(i -> (long) List.of("camera-" + i / 3, "face-" + i % 3).hashCode())
            .toList();
    /** Some time in 2026. */
    private static final long FIRST = 14_200_000_000L;

    @Test
    void allIsEncodedAsLongAsAllCanBe() {
        for (long subject : SUBJECTS) {
            assertThat(admitted(RULE, subject, 100, 1, 1)).hasSize(100);
        }
    }

    @ParameterizedTest
    @ValueSource(doubles = {0.5, 0.57, 0.7, 0.9})
    void aShareThatWindowsCanDoWithIsTakenFromEachWindowEvenly(double share) {
        for (long subject : SUBJECTS) {
            List<Long> admitted = admitted(RULE, subject, 400, share, 1);
            for (long from = FIRST; from + CELLS <= FIRST + 400; from++) {
                assertThat(within(admitted, from, from + CELLS))
                        .as("%s from %d", subject, from)
                        .isBetween((long) Math.floor(share * CELLS), (long) Math.ceil(share * CELLS));
            }
        }
    }

    @ParameterizedTest
    @CsvSource({"0.4, 6", "0.25, 9", "0.1, 20", "0.05, 45"})
    void withASmallerShareEachSubjectHasWholeWindowsInItsTurn(double share, int patienceSeconds) {
        int cells = 8_000;
        long slide = SLIDE;
        for (long subject : SUBJECTS) {
            List<Long> admitted = admitted(RULE, subject, cells, share, 1);
            List<Long> readable = LongStream.iterate(
                            (FIRST / slide + 8) * slide, end -> end <= FIRST + cells, end -> end + slide)
                    .filter(end -> within(admitted, end - CELLS, end) >= ENOUGH)
                    .boxed()
                    .toList();
            long longest = 0;
            for (int i = 1; i < readable.size(); i++) {
                longest = Math.max(longest, readable.get(i) - readable.get(i - 1));
            }
            assertThat(longest * CELL_SECONDS)
                    .as("%s: longest time between two readings, seconds", subject)
                    .isPositive()
                    .isLessThanOrEqualTo(patienceSeconds);
            assertThat(admitted.size() / (double) cells)
                    .as("%s: share encoded", subject)
                    .isBetween(share * 0.9, share * 1.1);
        }
    }

    @ParameterizedTest
    @ValueSource(doubles = {0.7, 0.5, 0.25, 0.1})
    void subjectsDoNotSkipTheSameCells(double share) {
        List<List<Long>> admitted = SUBJECTS.stream()
                .map(subject -> admitted(RULE, subject, 400, share, 1))
                .toList();
        for (long cell = FIRST + 20; cell < FIRST + 400; cell++) {
            long now = cell;
            assertThat(admitted.stream()
                                    .filter(cells -> Collections.binarySearch(cells, now) >= 0)
                                    .count()
                            / (double) SUBJECTS.size())
                    .as("share of subjects at cell %d", cell)
                    .isBetween(share - 0.12, share + 0.12);
        }
    }

    @Test
    void aCameraThatLosesAPictureNowAndThenStillHasReadings() {
        Random lost = new Random(7);
        for (long subject : SUBJECTS) {
            List<Long> admitted = new ArrayList<>();
            ThinningProgress before = null;
            for (long cell = FIRST; cell < FIRST + 1_600; cell++) {
                if (lost.nextInt(20) == 0) {
                    continue;
                }
                ThinningRule.Step step = RULE.step(subject, before, cell, 0.5);
                before = step.next();
                if (step.admitted()) {
                    admitted.add(cell);
                }
            }
            long readable = LongStream.range(8, 400)
                    .map(slides -> FIRST + slides * SLIDE)
                    .filter(end -> within(admitted, end - CELLS, end) >= ENOUGH)
                    .count();
            assertThat(readable).as("%s: readings of 392", subject).isGreaterThan(150);
        }
    }

    @Test
    void aCameraOfFourPicturesASecondKeepsTheWindowsThatItHasWhole() {
        for (long subject : SUBJECTS) {
            List<Long> admitted = admitted(RULE, subject, 1_600, 0.5, 2);
            long whole = LongStream.range(8, 400)
                    .map(slides -> FIRST + slides * SLIDE)
                    .filter(end -> within(admitted, end - CELLS, end) >= ENOUGH)
                    .count();
            assertThat(whole).as("%s: readings of 392", subject).isBetween(35L, 130L);
        }
    }

    @Test
    void ifTheShareFallsTurnsAreGivenUpAtOnceAndEvenly() {
        int still = 0;
        for (long subject : SUBJECTS) {
            ThinningProgress before = null;
            for (long cell = FIRST; cell < FIRST + 50; cell++) {
                before = RULE.step(subject, before, cell, 1).next();
            }
            still += RULE.step(subject, before, FIRST + 50, 0.1).next().taken() ? 1 : 0;
        }
        // 0.1 of 0.5, and a quarter for patience.
        assertThat(still).isBetween(25, 65);
    }

    @Test
    void aMomentInWhichNothingCanBeEncodedEndsNobodysTurn() {
        long subject = SUBJECTS.get(0);
        ThinningProgress before = RULE.step(subject, null, FIRST, 1).next();
        ThinningRule.Step stale = RULE.step(subject, before, FIRST + 1, 0);
        assertThat(stale.admitted()).isFalse();
        assertThat(RULE.step(subject, stale.next(), FIRST + 2, 1).admitted()).isTrue();
        assertThat(RULE.step(subject, RULE.step(subject, null, FIRST, 0).next(), FIRST + 1, 1)
                        .admitted())
                .isTrue();
    }

    @ParameterizedTest
    @ValueSource(longs = {-1, -40, -28_800, -10_000_000_000L, 28_800})
    void aClockThatJumpsCostsNothing(long jump) {
        for (long subject : SUBJECTS) {
            ThinningProgress before = RULE.step(subject, null, FIRST, 1).next();
            before = RULE.step(subject, before, FIRST + 1, 1).next();
            for (long cell = FIRST + jump; cell < FIRST + jump + 100; cell++) {
                ThinningRule.Step step = RULE.step(subject, before, cell, 1);
                before = step.next();
                assertThat(step.admitted())
                        .as("%s, cell %d", subject, cell - FIRST - jump)
                        .isTrue();
            }
        }
    }

    @Test
    void aSlideThatIsNoPartOfTheWindowHasTurnsThatHoldAWholeWindowToo() {
        int slide = 3;
        ThinningRule rule = new ThinningRule(CELLS, slide, ENOUGH);
        for (long subject : SUBJECTS) {
            List<Long> admitted = admitted(rule, subject, 3_000, 0.2, 1);
            long readable = LongStream.range(10, 990)
                    .map(slides -> (FIRST / slide + slides) * slide)
                    .filter(end -> within(admitted, end - CELLS, end) >= ENOUGH)
                    .count();
            assertThat(readable).isGreaterThan(40);
        }
    }

    private static long within(List<Long> cells, long from, long to) {
        return index(cells, to) - index(cells, from);
    }

    /** How many come before a cell. */
    private static long index(List<Long> cells, long cell) {
        int found = Collections.binarySearch(cells, cell);
        return found < 0 ? -found - 1 : found;
    }

    private static List<Long> admitted(ThinningRule rule, long subject, int cells, double share, int every) {
        List<Long> admitted = new ArrayList<>();
        @Nullable ThinningProgress before = null;
        for (long cell = FIRST; cell < FIRST + cells; cell += every) {
            ThinningRule.Step step = rule.step(subject, before, cell, share);
            before = step.next();
            if (step.admitted()) {
                admitted.add(cell);
            }
        }
        return admitted;
    }
}
