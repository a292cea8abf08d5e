package io.mien.ingest.sources;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NearestPicturesTest {
    private static final long CELL = 125_000;
    private static final long START = 1_764_432_000_123_457L;

    private final List<Long> leftOut = new ArrayList<>();
    private final NearestPictures<Long> nearest = new NearestPictures<>(SamplingGrid.DEFAULT, leftOut::add);

    /** Those that come out, and when: how many pictures had been offered by then. */
    private Map<Long, Integer> chosen(List<Long> times) {
        Map<Long, Integer> chosen = new TreeMap<>();
        int offered = 0;
        for (long time : times) {
            nearest.offer(time, time);
            offered++;
            take(chosen, offered);
        }
        nearest.finish();
        take(chosen, offered);
        return chosen;
    }

    private void take(Map<Long, Integer> chosen, int offered) {
        for (Long next = nearest.poll(); next != null; next = nearest.poll()) {
            assertThat(chosen.put(next, offered)).isNull();
        }
    }

    /** As the job's sampler has it: the nearest of each cell, the earlier of two. */
    private static Set<Long> expected(List<Long> times) {
        Map<Long, Long> byCell = new TreeMap<>();
        for (long time : times) {
            byCell.merge(Math.floorDiv(time, CELL), time, (one, other) -> {
                long first = Math.abs(2 * Math.floorMod(one, CELL) - CELL);
                long second = Math.abs(2 * Math.floorMod(other, CELL) - CELL);
                return second < first ? other : one;
            });
        }
        return new HashSet<>(byCell.values());
    }

    private static List<Long> steady(double rate, double seconds) {
        List<Long> times = new ArrayList<>();
        for (int number = 0; number < rate * seconds; number++) {
            times.add(START + Math.round(number * 1e6 / rate));
        }
        return times;
    }

    @ParameterizedTest
    @ValueSource(doubles = {0.5, 1, 5, 7.9, 8, 10, 12, 12.5, 15, 23.976, 24, 25, 29.97, 30, 50, 60, 120})
    void theNearestOfEachCellComesOutAtAnyRate(double rate) {
        List<Long> times = steady(rate, 60);

        Map<Long, Integer> chosen = chosen(times);

        assertThat(chosen.keySet()).containsAll(expected(times));
        // The first picture goes at once, whatever follows; rounded times make an expectation fail now and then.
        assertThat(chosen).hasSizeLessThanOrEqualTo(expected(times).size() + 2);
        assertThat(chosen.size() + leftOut.size()).isEqualTo(times.size());
        assertThat(leftOut).doesNotContainAnyElementsOf(chosen.keySet());
    }

    @ParameterizedTest
    @ValueSource(doubles = {0.5, 5, 8, 10, 25, 60})
    void aSteadyFeedIsNotHeldUp(double rate) {
        List<Long> times = steady(rate, 20);

        // Let go when it came, before the next one had come.
        chosen(times)
                .forEach((time, offered) -> assertThat(times.get(offered - 1)).isEqualTo(time));
    }

    @Test
    void theNearestComesOutHoweverUnevenTheTimes() {
        Random random = new Random(16);
        for (int run = 0; run < 200; run++) {
            leftOut.clear();
            List<Long> times = new ArrayList<>();
            long time = START + run * 100_000_000L;
            for (int number = 0; number < 300; number++) {
                time += random.nextInt(20) == 0 ? random.nextInt(2_000_000) : random.nextInt(90_000);
                times.add(time);
            }

            Map<Long, Integer> chosen = chosen(times);

            assertThat(chosen.keySet()).containsAll(expected(times));
            assertThat(chosen.size() + leftOut.size())
                    .isEqualTo((int) times.stream().count());
        }
    }

    @Test
    void whatNobodyHasTakenIsLeftOutAtTheEnd() {
        nearest.offer(1L, 1);
        nearest.offer(2L, 30_000);
        nearest.close();

        assertThat(leftOut).containsExactlyInAnyOrder(1L, 2L);
        assertThat(nearest.poll()).isNull();
    }

    @Test
    void aCellThatMakesNoSenseIsRefused() {
        assertThatThrownBy(() -> new SamplingGrid(Duration.ofNanos(125_000_001)))
                .hasMessageStartingWith("sampling: PT0.125000001S (expected: PT0.001S to PT1H");
        assertThatThrownBy(() -> new SamplingGrid(Duration.ZERO)).hasMessageStartingWith("sampling: PT0S");
    }
}
