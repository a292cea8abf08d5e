package io.mien.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

class SteadyRateTest {
    private static final long SECOND = 1_000_000_000;

    @Test
    void aCountThatGrowsByWholeBatchesHasTheRateOfItsBatches() {
        SteadyRate rate = new SteadyRate();
        long start = 7_000 * SECOND;
        for (int batch = 0; batch < 10; batch++) {
            // Looked at often, changed every two seconds.
            rate.observe(start + 2L * batch * SECOND, 500 + 32L * batch);
            rate.observe(start + (2L * batch + 1) * SECOND, 500 + 32L * batch);
        }
        assertThat(rate.changes()).isEqualTo(10);
        assertThat(rate.perSecond()).isCloseTo(16, Offset.offset(1e-9));
    }

    @Test
    void twoWorkersThatFinishInTurnHaveTheRateOfBoth() {
        SteadyRate rate = new SteadyRate();
        for (int pair = 0; pair < 20; pair++) {
            rate.observe(4L * pair * SECOND, 64L * pair);
            rate.observe(4L * pair * SECOND + SECOND / 10, 64L * pair + 32);
        }
        assertThat(rate.perSecond()).isCloseTo(16, Offset.offset(0.1));
    }

    @Test
    void tooFewChangesGiveNoRate() {
        SteadyRate rate = new SteadyRate();
        rate.observe(0, 0);
        rate.observe(SECOND, 32);
        assertThatThrownBy(rate::perSecond)
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("changes of the count: 2");
    }
}
