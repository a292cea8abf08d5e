package io.mien.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.mien.models.ModelException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What stands beside an evaluation's figures: how far they may be off, and whether another model is better. */
final class ComparedModelsTest {
    private static final List<String> LABELS = List.of("one", "two");

    @Test
    void mcNemarsProbabilityIsThatOfTheBinomialDistribution() {
        // Two-sided, of 12 clips of which the one has 2: 2 * (1 + 12 + 66) / 4096.
        assertThat(new PairedComparison(50, 10, 2, 8).probability()).isCloseTo(2 * 79 / 4096.0, within(1e-12));
        assertThat(new PairedComparison(50, 0, 0, 8).probability()).isEqualTo(1);
        assertThat(new PairedComparison(0, 6, 6, 0).probability()).isEqualTo(1);
        assertThat(new PairedComparison(0, 3000, 2000, 0).probability()).isBetween(0.0, 1e-40);
    }

    @Test
    void clipsAreCountedByWhoHadThemRight() {
        List<EvaluatedClip> first = clips("s", 0, 1, 0, 1);
        List<EvaluatedClip> second = clips("s", 0, 0, 1, 1);
        assertThat(PairedComparison.of(first, second)).isEqualTo(new PairedComparison(1, 1, 1, 1));
        assertThatThrownBy(() -> PairedComparison.of(first, second.subList(0, 3)))
                .isInstanceOf(ModelException.class)
                .hasMessageContaining("4 clips of one model, 3 of the other");
        assertThatThrownBy(() -> PairedComparison.of(first, clips("t", 0, 0, 1, 1)))
                .hasMessageContaining("s/0 of one model, t/0 of the other");
    }

    @Test
    void subjectsThatAreAlikeMakeIntervalsWiderThanClipsWould() {
        List<EvaluatedClip> clips = new ArrayList<>();
        for (int subject = 0; subject < 10; subject++) { // half of the subjects are always right
            int predicted = subject % 2;
            clips.addAll(clips("s" + subject, predicted, predicted, predicted, predicted));
        }
        Evaluation evaluation = new Evaluation(LABELS, clips);
        RecallIntervals bySubject =
                RecallIntervals.of(evaluation, clip -> clip.path().substring(0, 2), 1);
        RecallIntervals byClip = RecallIntervals.of(evaluation, EvaluatedClip::path, 1);
        assertThat(bySubject.subjects()).isEqualTo(10);
        assertThat(byClip.subjects()).isEqualTo(40);
        assertThat(width(bySubject)).isGreaterThan(1.5 * width(byClip));
        assertThat(bySubject.weighted().low()).isLessThan(0.5);
        assertThat(bySubject.weighted().high()).isGreaterThan(0.5);
        assertThat(RecallIntervals.of(evaluation, clip -> clip.path().substring(0, 2), 1))
                .isEqualTo(bySubject);
    }

    private static double width(RecallIntervals intervals) {
        return intervals.weighted().high() - intervals.weighted().low();
    }

    /** All of the second class; what they were taken for. */
    private static List<EvaluatedClip> clips(String subject, int... predicted) {
        return IntStream.range(0, predicted.length)
                .mapToObj(i ->
                        new EvaluatedClip(subject + "/" + i, 1, predicted[i], List.of(0f, 1f), List.of(0.5f, 0.5f)))
                .toList();
    }
}
