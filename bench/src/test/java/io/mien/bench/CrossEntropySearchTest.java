package io.mien.bench;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mien.bench.CrossEntropySearch.Range;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class CrossEntropySearchTest {
    private static CrossEntropySearch searched(long seed) {
        return searched(seed, List.of("brow", "mouth"));
    }

    private static CrossEntropySearch searched(long seed, List<String> order) {
        Map<String, Range> ranges = new LinkedHashMap<>();
        order.forEach(name -> ranges.put(name, new Range(0, name.equals("brow") ? 2 : 1)));
        CrossEntropySearch search = new CrossEntropySearch(ranges, seed);
        for (int round = 0; round < 12; round++) {
            List<Map<String, Double>> draws = search.draw(64);
            search.learn(
                    draws,
                    draws.stream()
                            .mapToDouble(draw -> -Math.abs(draw.getOrDefault("brow", 0.0) - 1.7))
                            .toArray());
        }
        return search;
    }

    @Test
    void whatCountsIsFoundAndWhatDoesNotStaysWide() {
        Map<String, Range> found = searched(1).found();

        Range brow = requireNonNull(found.get("brow"));
        assertThat(brow.low()).isBetween(1.3, 1.65);
        assertThat(brow.high()).isBetween(1.75, 2.0);
        Range mouth = requireNonNull(found.get("mouth"));
        assertThat(mouth.high() - mouth.low())
                .as("of a range half as wide")
                .isGreaterThan((brow.high() - brow.low()) / 2);
    }

    @Test
    void drawsNeverLeaveTheirRange() {
        for (Map<String, Double> draw : searched(2).draw(500)) {
            assertThat(draw.get("brow")).isBetween(0.0, 2.0);
            assertThat(draw.get("mouth")).isBetween(0.0, 1.0);
        }
    }

    @Test
    void theSameSeedFindsTheSame() {
        assertThat(searched(3).found())
                .isEqualTo(searched(3).found())
                .as("in whatever order the numbers are given")
                .isEqualTo(searched(3, List.of("mouth", "brow")).found());
    }

    @Test
    void aRangeFromTheHigherToTheLowerIsRefused() {
        assertThatThrownBy(() -> new Range(1, 0)).hasMessage("range: 1.0 to 0.0 (expected: the lower first)");
    }
}
