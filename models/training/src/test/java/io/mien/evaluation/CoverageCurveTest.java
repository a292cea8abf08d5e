package io.mien.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class CoverageCurveTest {
    private static EvaluatedClip clip(int label, int predicted, float probability, float unlikeness) {
        List<Float> probabilities =
                predicted == 0 ? List.of(probability, 1 - probability) : List.of(1 - probability, probability);
        return new EvaluatedClip("clip", label, predicted, probabilities, probabilities, Map.of(), unlikeness);
    }

    private static final Evaluation EVALUATION = new Evaluation(
            List.of("joy", "grief"),
            List.of(clip(0, 0, 0.92f, 0.2f), clip(1, 1, 0.8f, 1), clip(1, 0, 0.62f, 0.5f), clip(0, 1, 0.97f, 1.2f)));

    @Test
    void aLargerMarginAnswersLessAndMoreOftenRightly() {
        List<CoverageCurve.Point> points = EVALUATION.coverage().points();

        assertThat(points.get(0).answered()).isEqualTo(0.75);
        assertThat(points.get(0).right()).isCloseTo(2 / 3.0, within(1e-9));
        assertThat(points.get(0).recall()).isEqualTo(0.75);
        CoverageCurve.Point seventy = points.get(14);
        assertThat(seventy.leastProbability()).isEqualTo(0.7);
        assertThat(seventy.answered()).isEqualTo(0.5);
        assertThat(seventy.right()).isEqualTo(1);
    }

    @Test
    void aClipUnlikeThoseOfTrainingIsNeverAnsweredHoweverSureTheModelIs() {
        assertThat(EVALUATION.unfamiliar()).isEqualTo(1);
        assertThat(EVALUATION.ofSure(0).clips()).hasSize(3);
    }

    @Test
    void marginsWithoutAnAnswerAreLeftOut() {
        assertThat(EVALUATION.coverage().points()).hasSize(19);
        assertThat(EVALUATION.coverage().points().get(18).leastProbability()).isEqualTo(0.9);
    }
}
