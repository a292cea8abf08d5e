package io.mien.faces;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.DoubleStream;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

final class RandomDrawsTest {
    private static final long FIRST_OF_PERSON_7 = 0x81c5481c38673ce6L;

    @Test
    void theSameSeedAndPurposeGiveTheSameNumbersForEver() {
        RandomDraws draws = RandomDraws.of(1, "person", 7);

        assertThat(draws.bits()).isEqualTo(RandomDraws.of(1, "person", 7).bits());
        // Written down when it was made: another number would make every published data set another one.
        assertThat(RandomDraws.of(1, "person", 7).bits()).isEqualTo(FIRST_OF_PERSON_7);
    }

    @Test
    void otherPurposesSeedsAndNumbersGiveOtherDraws() {
        long bits = RandomDraws.of(1, "person", 7).bits();

        assertThat(RandomDraws.of(2, "person", 7).bits()).isNotEqualTo(bits);
        assertThat(RandomDraws.of(1, "scene", 7).bits()).isNotEqualTo(bits);
        assertThat(RandomDraws.of(1, "person", 8).bits()).isNotEqualTo(bits);
    }

    @Test
    void drawsAreDistributedAsTheySay() {
        RandomDraws draws = RandomDraws.of(3, "distribution");

        assertThat(mean(DoubleStream.generate(draws::uniform))).isCloseTo(0.5, Offset.offset(0.01));
        assertThat(mean(DoubleStream.generate(() -> draws.gaussian(2)))).isCloseTo(0, Offset.offset(0.05));
        assertThat(mean(DoubleStream.generate(() -> Math.pow(draws.gaussian(2), 2))))
                .isCloseTo(4, Offset.offset(0.15));
        assertThat(mean(DoubleStream.generate(() -> draws.beta(1.1, 1.4)))).isCloseTo(1.1 / 2.5, Offset.offset(0.01));
        assertThat(mean(DoubleStream.generate(() -> draws.below(7)))).isCloseTo(3, Offset.offset(0.05));
    }

    private static double mean(DoubleStream values) {
        return values.limit(20_000).average().orElseThrow();
    }
}
