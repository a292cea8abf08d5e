package io.mien.pictures;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class NaturalOrderTest {

    private static List<String> sorted(String... names) {
        return List.of(names).stream().sorted(NaturalOrder.INSTANCE).toList();
    }

    @Test
    void numbersCountAsNumbers() {
        assertThat(sorted("f10.jpg", "f2.jpg", "f1.jpg", "f100.jpg"))
                .containsExactly("f1.jpg", "f2.jpg", "f10.jpg", "f100.jpg");
        assertThat(sorted("a2b10", "a2b9", "a10b1")).containsExactly("a2b9", "a2b10", "a10b1");
        assertThat(sorted("99999999999999999999", "100000000000000000000"))
                .containsExactly("99999999999999999999", "100000000000000000000");
    }

    @Test
    void namesWithLeadingZerosComeAsByLetters() {
        assertThat(sorted("f0010", "f0002", "f0001")).containsExactly("f0001", "f0002", "f0010");
        assertThat(sorted("f1", "f01", "f001")).containsExactly("f001", "f01", "f1");
    }

    @Test
    void allElseIsByCodePoint() {
        assertThat(sorted("b", "B", "a", "ab", "a-1", "\ud83d\ude00", "\uff5e"))
                .containsExactly("B", "a", "a-1", "ab", "b", "\uff5e", "\ud83d\ude00");
    }
}
