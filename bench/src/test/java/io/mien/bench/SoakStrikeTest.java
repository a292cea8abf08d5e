package io.mien.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class SoakStrikeTest {
    private static final int KINDS = SoakStrike.values().length;

    @Test
    void eachKindComesOnceBeforeOneComesAgain() {
        List<SoakStrike> order = order(1);
        for (int first = 0; first < order.size(); first += KINDS) {
            assertThat(order.subList(first, first + KINDS)).containsExactlyInAnyOrder(SoakStrike.values());
        }
        assertThat(order).isEqualTo(order(1)).isNotEqualTo(order(2));
    }

    private static List<SoakStrike> order(long seed) {
        return IntStream.range(0, 10 * KINDS)
                .mapToObj(number -> SoakStrike.numbered(seed, number))
                .toList();
    }
}
