package io.mien.making.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class ClipTransformerTest {

    @ParameterizedTest
    @CsvSource({"64, 64", "768, 64", "1024, 64", "96, 96", "160, 80", "100, 100"})
    void thereIsAHeadForEveryWhole64OfTheWidth(int width, int headWidth) {
        assertThat(ClipTransformer.headWidth(width)).isEqualTo(headWidth);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 63, 129, 193})
    void aWidthThatCannotBeDividedIntoHeadsIsRefused(int width) {
        assertThatThrownBy(() -> new VisionTransformer.Size(32, 16, width, 2, 64))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("width: " + width);
    }
}
