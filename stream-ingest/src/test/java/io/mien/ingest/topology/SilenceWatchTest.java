package io.mien.ingest.topology;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class SilenceWatchTest {
    private long now;

    private SilenceWatch watch(Duration silence) {
        return new SilenceWatch(silence, () -> now);
    }

    private List<String> checkAfter(SilenceWatch watch, Duration time) {
        now += time.toNanos();
        return watch.check();
    }

    @ParameterizedTest
    @ValueSource(strings = {"PT1S", "PT7.003S", "PT9.9S", "PT30S", "PT1M", "PT24H"})
    void aStreamIsSilentAfterTheTimeAndAtMostTwoChecksMore(Duration silence) {
        SilenceWatch watch = watch(silence);
        watch.hear("cam1");

        List<String> silent = List.of();
        long checks = 0;
        while (silent.isEmpty()) {
            silent = checkAfter(watch, watch.interval());
            checks++;
        }

        assertThat(silent).containsExactly("cam1");
        // The first check may come at once after a frame, and just as well a whole interval after it.
        assertThat(watch.interval().multipliedBy(checks - 1)).isGreaterThanOrEqualTo(silence);
        assertThat(watch.interval().multipliedBy(checks - 2)).isLessThan(silence);
    }

    @ParameterizedTest
    @ValueSource(strings = {"PT1S", "PT30S"})
    void oneThatIsHeardBetweenChecksStaysAndOneThatIsForgottenIsNotNamed(Duration silence) {
        SilenceWatch watch = watch(silence);
        watch.hear("quiet");
        watch.hear("gone");
        watch.forget("gone");

        List<String> silent = new ArrayList<>();
        for (int check = 0; check < 100; check++) {
            watch.hear("talking");
            silent.addAll(checkAfter(watch, watch.interval()));
        }

        assertThat(silent).containsExactly("quiet");
    }

    @ParameterizedTest
    @ValueSource(strings = {"PT1S", "PT30S"})
    void aStreamHasItsWholeTimeAfterTheTopologyStoodStill(Duration silence) {
        SilenceWatch watch = watch(silence);
        watch.hear("cam1");
        assertThat(checkAfter(watch, watch.interval())).isEmpty();
        assertThat(checkAfter(watch, watch.interval())).isEmpty();

        assertThat(checkAfter(watch, Duration.ofMinutes(1))).isEmpty();

        Duration since = Duration.ZERO;
        while (checkAfter(watch, watch.interval()).isEmpty()) {
            since = since.plus(watch.interval());
        }
        assertThat(since.plus(watch.interval())).isGreaterThanOrEqualTo(silence);
    }

    @Test
    void checksThatComeALittleLateCountAsOthersDo() {
        SilenceWatch watch = watch(Duration.ofSeconds(10));
        watch.hear("cam1");

        List<String> silent = new ArrayList<>();
        for (int check = 0; check < 4; check++) {
            silent.addAll(checkAfter(watch, watch.interval().multipliedBy(19).dividedBy(10)));
        }

        assertThat(silent).containsExactly("cam1");
    }
}
