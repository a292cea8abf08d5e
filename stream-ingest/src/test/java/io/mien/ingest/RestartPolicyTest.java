package io.mien.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class RestartPolicyTest {
    private final RestartPolicy policy =
            new RestartPolicy(Duration.ofSeconds(1), Duration.ofSeconds(5), Duration.ofMinutes(2));

    @Test
    void pausesDoubleUpToTheLongest() {
        assertThat(policy.nextPause(0)).isEqualTo(Duration.ofSeconds(1));
        assertThat(policy.nextPause(1)).isEqualTo(Duration.ofSeconds(2));
        assertThat(policy.nextPause(2)).isEqualTo(Duration.ofSeconds(4));
        assertThat(policy.nextPause(3)).isEqualTo(Duration.ofSeconds(5));
        assertThat(policy.nextPause(4)).isEqualTo(Duration.ofSeconds(5));
    }

    @Test
    void aCalmWhileStartsThemAnew() {
        policy.nextPause(0);
        policy.nextPause(1);

        assertThat(policy.nextPause(Duration.ofMinutes(3).toNanos())).isEqualTo(Duration.ofSeconds(1));
    }
}
