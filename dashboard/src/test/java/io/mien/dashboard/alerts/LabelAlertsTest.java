package io.mien.dashboard.alerts;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class LabelAlertsTest {
    private static final AlertRule.LabelAbove ANGER = new AlertRule.LabelAbove(
            "anger", StreamSelection.ALL, "Anger", 0.6, 0.5, 1, false, AlertReadings.times(3, 2));

    private static AlertRule.LabelAbove several(String name, int subjects, boolean together, String... streams) {
        return new AlertRule.LabelAbove(
                name,
                new StreamSelection(List.of(streams)),
                "anger",
                0.6,
                0.5,
                subjects,
                together,
                AlertReadings.times(2, 2));
    }

    @Test
    void beginsWhenItHasHeldForItsTimeAndIsDatedBack() {
        AlertReadings readings = new AlertReadings(ANGER);
        readings.read("hall", "s1", 1, 0.7, 0.7, 0.7);
        assertThat(readings.events).isEmpty();
        readings.read("hall", "s1", 4, 0.7);
        assertThat(readings.told()).isEqualTo("BEGAN 1");
        assertThat(readings.last().sentence()).isEqualTo("Anger above 60 % for 3 s: s1 of hall (70 %)");
        assertThat(readings.last().readings())
                .containsExactly("hall/s1@1.0", "hall/s1@2.0", "hall/s1@3.0", "hall/s1@4.0");
        assertThat(readings.last().subjects()).containsExactly(new Alert.Subject("hall", "s1"));
        assertThat(readings.alerts.active()).containsExactly(readings.last());
    }

    @Test
    void aShortDipBeforeItBeginsStartsItAnew() {
        AlertReadings readings = new AlertReadings(ANGER);
        readings.read("hall", "s1", 1, 0.7, 0.7, 0.55, 0.7, 0.7, 0.7);
        assertThat(readings.events).isEmpty();
        readings.read("hall", "s1", 7, 0.7);
        assertThat(readings.told()).isEqualTo("BEGAN 4");
    }

    @Test
    void oneThatWaversAroundItsThresholdDoesNotFlap() {
        AlertReadings readings = new AlertReadings(ANGER);
        readings.read("hall", "s1", 1, 0.7, 0.7, 0.7, 0.7, 0.55, 0.7, 0.45, 0.7, 0.55, 0.4, 0.7, 0.52);
        assertThat(readings.told()).isEqualTo("BEGAN 1");
        readings.read("hall", "s1", 13, 0.4, 0.4, 0.4);
        assertThat(readings.told()).isEqualTo("BEGAN 1, ENDED 13");
        assertThat(readings.alerts.active()).isEmpty();
        assertThat(readings.alerts.ended()).containsExactly(readings.last());
    }

    @Test
    void aBandOfHysteresisGivesFewerAlertsThanNoneOnTheSameNoise() {
        List<Integer> begun = new ArrayList<>();
        for (double below : new double[] {0.4, 0.6}) {
            AlertReadings readings = new AlertReadings(new AlertRule.LabelAbove(
                    "anger", StreamSelection.ALL, "anger", 0.6, below, 1, false, AlertReadings.times(0, 0)));
            Random noise = new Random(5);
            IntStream.range(0, 1_000)
                    .forEach(n -> readings.take("hall", "s1", n, 0.6 + (noise.nextDouble() - 0.5) * 0.3));
            begun.add((int) readings.alerts.begun());
        }
        assertThat(begun.get(0)).isEqualTo(1);
        assertThat(begun.get(1)).isGreaterThan(100);
    }

    @Test
    void anAbstainedReadingIsNotAboveAnything() {
        AlertReadings readings = new AlertReadings(ANGER);
        readings.read("hall", "s1", 1, 0.7, 0.7, -1, 0.7, 0.7, 0.7);
        assertThat(readings.events).isEmpty();
        readings.read("hall", "s1", 7, 0.7, -1, -1, -1);
        assertThat(readings.told()).isEqualTo("BEGAN 4, ENDED 8");
    }

    @Test
    void aGapBetweenWindowsIsNoTimeInWhichItHeld() {
        AlertReadings readings = new AlertReadings(ANGER);
        readings.take("hall", "s1", 1, 0.7);
        readings.take("hall", "s1", 60, 0.7);
        assertThat(readings.events).isEmpty();
        readings.read("hall", "s1", 61, 0.7, 0.7, 0.7);
        assertThat(readings.told()).isEqualTo("BEGAN 60");
        readings.take("hall", "s1", 120, 0.7);
        assertThat(readings.told()).isEqualTo("BEGAN 60, ENDED 63");
    }

    @Test
    void aSubjectThatLeavesEndsItsAlertByTheClock() {
        AlertReadings readings = new AlertReadings(ANGER);
        readings.read("hall", "s1", 1, 0.7, 0.7, 0.7, 0.7);
        readings.alerts.tick(AlertReadings.second(30), List.of());
        assertThat(readings.told()).isEqualTo("BEGAN 1");
        readings.alerts.tick(AlertReadings.second(35), List.of());
        assertThat(readings.told()).isEqualTo("BEGAN 1, ENDED 4");
    }

    @Test
    void eachSubjectHasAlertsOfItsOwnAndOnlyStreamsOfTheRuleCount() {
        AlertReadings readings = new AlertReadings(several("anger", 1, false, "hall-*", "door"));
        for (String stream : List.of("hall-1", "hall-2", "door", "door-2", "hall")) {
            readings.read(stream, "s1", 1, 0.7, 0.7, 0.7);
        }
        assertThat(readings.alerts.active())
                .extracting(alert -> alert.streams().get(0))
                .containsExactly("hall-1", "hall-2", "door");
    }

    @Test
    void severalSubjectsOfOneStreamHaveToShowItAtOnce() {
        AlertReadings readings = new AlertReadings(several("crowd", 2, false));
        for (int second = 1; second < 4; second++) {
            readings.take("hall", "s1", second, 0.7);
            readings.take("door", "s1", second, 0.7);
            readings.take("hall", "s2", second, second < 2 ? 0.2 : 0.8);
        }
        assertThat(readings.events).isEmpty();
        readings.take("hall", "s1", 4, 0.7);
        assertThat(readings.told()).isEqualTo("BEGAN 2");
        assertThat(readings.last().sentence())
                .isEqualTo("anger above 60 % for 2 s: 2 subjects at once: s2 of hall (80 %), s1 of hall (70 %)");
        assertThat(readings.last().readings())
                .contains("hall/s1@2.0", "hall/s2@2.0")
                .hasSize(5);
        assertThat(readings.last().streams()).containsExactly("hall");
    }

    @Test
    void subjectsOfAGroupOfStreamsAreCountedTogether() {
        AlertReadings readings = new AlertReadings(several("crowd", 3, true, "hall-*"));
        for (int second = 1; second < 5; second++) {
            readings.take("hall-1", "s1", second, 0.7);
            readings.take("hall-2", "s1", second, 0.7);
            readings.take("elsewhere", "s1", second, 0.7);
            readings.take("hall-3", "s1", second, second == 1 ? 0.1 : 0.7);
        }
        assertThat(readings.told()).isEqualTo("BEGAN 2");
        assertThat(readings.last().streams()).containsExactlyInAnyOrder("hall-1", "hall-2", "hall-3");
    }

    @Test
    void oneWhoseLastWindowIsLongPastIsNotAtOnceWithTheOthers() {
        AlertReadings readings = new AlertReadings(several("crowd", 2, true));
        readings.take("hall-1", "s1", 1, 0.9);
        readings.read("hall-2", "s1", 10, 0.9, 0.9, 0.9, 0.9);
        assertThat(readings.events).isEmpty();
    }

    @Test
    void whatGoesOnIsToldAgainIfWanted() {
        AlertReadings readings = new AlertReadings(new AlertRule.LabelAbove(
                "anger",
                StreamSelection.ALL,
                "anger",
                0.6,
                0.5,
                1,
                false,
                new AlertTimes(Duration.ZERO, Duration.ZERO, Duration.ofSeconds(20))));
        IntStream.rangeClosed(0, 50).forEach(second -> readings.take("hall", "s1", second, 0.9));
        assertThat(readings.told()).isEqualTo("BEGAN 0, CONTINUES 20, CONTINUES 40");
        assertThat(readings.events).extracting(AlertEvent::id).doesNotHaveDuplicates();
        assertThat(readings.last().readings()).hasSize(32).endsWith("hall/s1@40.0");
        assertThat(readings.last().readingCount()).isEqualTo(41);
    }

    @Test
    void theSameReadingsGiveTheSameIdsInAnotherProcess() {
        List<List<String>> ids = new ArrayList<>();
        for (int process = 0; process < 2; process++) {
            AlertReadings readings = new AlertReadings(ANGER);
            readings.read("hall", "s1", 1, 0.7, 0.7, 0.7, 0.7, 0.1, 0.1, 0.1);
            ids.add(readings.events.stream().map(AlertEvent::id).toList());
        }
        assertThat(ids.get(0)).hasSize(2).isEqualTo(ids.get(1));
        assertThat(ids.get(0).get(0)).matches("alert_[0-9a-f]{24}-began");
    }
}
