package io.mien.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class PictureTallyTest {
    @Test
    void whatIsNotAnsweredIsNeitherRightNorWrongButCountsForTheArea() {
        PictureTally tally = new PictureTally("model", List.of("happiness", "neutral"));
        tally.add("happiness", new float[] {0.9f, 0.1f}, true);
        tally.add("happiness", new float[] {0.2f, 0.8f}, true);
        tally.add("happiness", new float[] {0.55f, 0.45f}, false);
        tally.add("neutral", new float[] {0.3f, 0.7f}, true);
        assertThat(tally.lines())
                .containsExactly(
                        "model, pictures of happiness: 3, answered 2 (0.67), of the answers right 1 (0.50)",
                        "model, pictures of neutral: 1, answered 1 (1.00), of the answers right 1 (1.00)",
                        "model, pictures: AUC of P(happiness), happiness against neutral: 0.667");
    }

    @Test
    void whatCannotBeComputedIsNotSaid() {
        PictureTally tally = new PictureTally("model", List.of("happiness", "neutral"));
        tally.add("neutral", new float[] {0.45f, 0.55f}, false);
        assertThat(tally.lines())
                .containsExactly("model, pictures of neutral: 1, answered 0 (0.00), of the answers right 0");
    }
}
