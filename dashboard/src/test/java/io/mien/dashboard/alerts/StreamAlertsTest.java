package io.mien.dashboard.alerts;

import static io.mien.dashboard.alerts.AlertReadings.second;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class StreamAlertsTest {
    private static final AlertRule ABSTENTIONS = new AlertRule.AbstentionsAbove(
            "blind", StreamSelection.ALL, 0.5, 0.3, Duration.ofSeconds(30), 10, AlertReadings.times(0, 0));
    private static final AlertRule DOWN =
            new AlertRule.FeedDown("down", StreamSelection.ALL, AlertReadings.times(10, 5));

    private static FeedSign feed(FeedSign.Standing standing, double since) {
        return new FeedSign("hall", standing, second(since), standing == FeedSign.Standing.DOWN ? "refused" : "");
    }

    @Test
    void manyAbstentionsOfAStreamAreToldWithTheirReadings() {
        AlertReadings readings = new AlertReadings(ABSTENTIONS);
        for (int second = 0; second < 40; second++) {
            readings.take("hall", "s1", second, second < 20 ? 0.1 : -1);
            readings.take("door", "s1", second, 0.1);
        }
        assertThat(readings.told()).isEqualTo("BEGAN 35");
        assertThat(readings.last().sentence())
                .isEqualTo("hall: 16 of 30 readings of the last 30 s abstained (53 %, more than 50 %)");
        assertThat(readings.last().readings()).hasSize(16).endsWith("hall/s1@35.0");
        for (int second = 40; second < 70; second++) {
            readings.take("hall", "s1", second, 0.1);
        }
        assertThat(readings.told()).startsWith("BEGAN 35, ENDED");
        assertThat(readings.alerts.active()).isEmpty();
    }

    @Test
    void aFewReadingsAreNoShare() {
        AlertReadings readings = new AlertReadings(ABSTENTIONS);
        for (int second = 0; second < 100; second += 5) {
            readings.take("hall", "s1", second, -1);
        }
        assertThat(readings.events).isEmpty();
    }

    @Test
    void aFeedThatIsDownForLongerThanItMayIsToldAndItsEndToo() {
        AlertReadings readings = new AlertReadings(DOWN);
        readings.alerts.tick(second(0), List.of(feed(FeedSign.Standing.UP, 0)));
        readings.take("hall", "s1", 1, 0.1);
        readings.alerts.tick(second(5), List.of(feed(FeedSign.Standing.DOWN, 3)));
        readings.alerts.tick(second(12), List.of(feed(FeedSign.Standing.DOWN, 3)));
        assertThat(readings.events).isEmpty();
        readings.alerts.tick(second(13), List.of(feed(FeedSign.Standing.DOWN, 3)));
        assertThat(readings.told()).isEqualTo("BEGAN 3");
        assertThat(readings.last().sentence()).isEqualTo("feed hall gives no pictures for 10 s or longer: refused");
        assertThat(readings.last().readings()).containsExactly("hall/s1@1.0");
        // Up for a moment, and down again.
        readings.alerts.tick(second(20), List.of(feed(FeedSign.Standing.UP, 20)));
        readings.alerts.tick(second(22), List.of(feed(FeedSign.Standing.DOWN, 21)));
        readings.alerts.tick(second(30), List.of(feed(FeedSign.Standing.UP, 30)));
        assertThat(readings.told()).isEqualTo("BEGAN 3");
        readings.alerts.tick(second(36), List.of(feed(FeedSign.Standing.UP, 30)));
        assertThat(readings.told()).isEqualTo("BEGAN 3, ENDED 30");
    }

    @Test
    void aFeedThatEndedOrIsReadByAnotherProcessIsNotDown() {
        AlertReadings readings = new AlertReadings(DOWN);
        for (int second = 0; second < 60; second += 5) {
            readings.alerts.tick(
                    second(second), List.of(feed(FeedSign.Standing.DOWN, 0), feed(FeedSign.Standing.UP, 0)));
        }
        assertThat(readings.events).isEmpty();
        readings.alerts.tick(second(60), List.of(feed(FeedSign.Standing.DOWN, 0)));
        assertThat(readings.told()).isEqualTo("BEGAN 0");
        readings.alerts.tick(second(65), List.of(feed(FeedSign.Standing.ENDED, 64)));
        assertThat(readings.told()).isEqualTo("BEGAN 0, ENDED 65");
    }

    @Test
    void aStreamWithoutReadingsIsToldByTheClockThatItsReadingsCameBy() {
        AlertReadings readings =
                new AlertReadings(new AlertRule.NoReadings("quiet", StreamSelection.ALL, AlertReadings.times(20, 6)));
        readings.take("hall", "s1", -90_000, 0.1, second(1));
        readings.alerts.tick(second(20), List.of());
        assertThat(readings.events).isEmpty();
        readings.alerts.tick(second(22), List.of());
        assertThat(readings.told()).isEqualTo("BEGAN 1");
        assertThat(readings.last().readings()).containsExactly("hall/s1@-90000.0");
        // One reading is no stream that goes on.
        readings.take("hall", "s1", 30, 0.1, second(30));
        for (int second = 30; second < 50; second++) {
            readings.alerts.tick(second(second), List.of());
        }
        assertThat(readings.told()).isEqualTo("BEGAN 1");
        for (int second = 50; second < 60; second++) {
            readings.take("hall", "s1", second, 0.1, second(second));
            readings.alerts.tick(second(second), List.of());
        }
        assertThat(readings.told()).isEqualTo("BEGAN 1, ENDED 50");
    }

    @Test
    void aStreamThatTheRuleNamesIsMissedFromTheStart() {
        AlertReadings readings = new AlertReadings(new AlertRule.NoReadings(
                "quiet", new StreamSelection(List.of("hall", "door-*")), AlertReadings.times(20, 0)));
        readings.alerts.tick(second(0), List.of());
        readings.alerts.tick(second(21), List.of());
        assertThat(readings.told()).isEqualTo("BEGAN 0");
        assertThat(readings.last().streams()).containsExactly("hall");
        readings.take("hall", "s1", 25, 0.1);
        assertThat(readings.told()).isEqualTo("BEGAN 0, ENDED 25");
    }

    @Test
    void allThatIsWrongWithARuleIsToldAtOnce() {
        assertThatThrownBy(() -> new AlertRule.LabelAbove(
                        "anger", StreamSelection.ALL, " ", 60, -1, 0, false, AlertReadings.times(1, 1)))
                .hasMessage("""
                        above: 60.0 (expected: a share from 0 to below 1)
                        below: -1.0 (expected: a share from 0 to that of above)
                        label: blank (expected: a label of the readings)
                        subjects: 0 (expected: 1 to 1000)""");
    }
}
