package io.mien.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ConfusionTest {
    private static final List<String> LABELS = List.of("happiness", "neutral", "fear");

    private static Evaluation evaluation() {
        return new Evaluation(LABELS, List.of(clip(0, 0, 0.9f), clip(0, 1, 0.6f), clip(0, 0, 0.8f), clip(1, 1, 0.7f)));
    }

    private static EvaluatedClip clip(int label, int predicted, float probability) {
        Float[] probabilities = {0f, 0f, 0f};
        probabilities[predicted] = probability;
        return new EvaluatedClip("clip", label, predicted, List.of(probabilities), List.of(probabilities));
    }

    @Test
    void aClassWithoutClipsIsNamedAndLeftOutOfTheUnweightedAverage() {
        Evaluation evaluation = evaluation();
        assertThat(evaluation.absent()).containsExactly("fear");
        assertThat(evaluation.confusion().weightedAverageRecall()).isEqualTo(0.75);
        assertThat(evaluation.confusion().unweightedAverageRecall()).isCloseTo((2 / 3.0 + 1) / 2, within(1e-12));
    }

    @Test
    void calibrationErrorIsHowFarCertaintyIsFromBeingRight() {
        // Four bins of one clip each: |1 - .9|, |0 - .6|, |1 - .8|, |1 - .7|.
        assertThat(evaluation().calibrationError()).isCloseTo((0.1 + 0.6 + 0.2 + 0.3) / 4, within(1e-6));
    }

    @Test
    void thePictureIsDrawnWithoutAScreen(@TempDir Path folder) {
        Path file = folder.resolve("confusion.png");
        ConfusionPicture.write(evaluation().confusion(), LABELS, file);
        assertThat(file).isNotEmptyFile();
    }

    @Test
    void countingGoesOnWhereItStopped() {
        Confusion.Counter counter = new Confusion.Counter(evaluation().confusion());
        counter.add(2, 2);
        assertThat(counter.count().absent()).isEmpty();
        assertThat(counter.count().clips()).isEqualTo(5);
    }
}
