package io.mien.ingest.topology;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class SilenceWatchTest {

    @ParameterizedTest
    @ValueSource(strings = {"PT1S", "PT7.003S", "PT9.9S", "PT30S", "PT1M", "PT24H"})
    void aStreamIsSilentAfterTheTimeAndAtMostTwoChecksMore(Duration silence) {
        SilenceWatch watch = new SilenceWatch(silence);
        watch.hear("cam1");

        List<String> silent = List.of();
        long checks = 0;
        while (silent.isEmpty()) {
            silent = watch.check();
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
        SilenceWatch watch = new SilenceWatch(silence);
        watch.hear("quiet");
        watch.hear("gone");
        watch.forget("gone");

        List<String> silent = new ArrayList<>();
        for (int check = 0; check < 100; check++) {
            watch.hear("talking");
            silent.addAll(watch.check());
        }

        assertThat(silent).containsExactly("quiet");
    }
}
