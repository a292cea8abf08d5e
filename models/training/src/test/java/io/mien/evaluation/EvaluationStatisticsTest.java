package io.mien.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * An evaluation's statistics, against those of scipy, scikit-learn and torchmetrics of the same made-up answers, which {@code
 * src/differential/record_statistics.py} printed.
 */
final class EvaluationStatisticsTest {
    private static final List<String> LABELS = List.of("a", "b", "c", "d", "e", "f", "g");
    private static final int CLIPS = 240;
    private static final int SUBJECTS = 24;

    /** What a bootstrap of 2,000 draws may differ from one of 20,000. */
    private static final double DRAWN = 0.012;

    private static Evaluation one = new Evaluation(LABELS, List.of());
    private static Evaluation other = new Evaluation(LABELS, List.of());

    private static long state = 20_261_129;

    private static int below(int bound) {
        state = (state * 1_103_515_245 + 12_345) % (1L << 31);
        return (int) ((state >> 12) % bound);
    }

    @BeforeAll
    static void answer() {
        List<EvaluatedClip> first = new ArrayList<>();
        List<EvaluatedClip> second = new ArrayList<>();
        for (int clip = 0; clip < CLIPS; clip++) {
            int subject = below(SUBJECTS);
            int label = below(LABELS.size() - 1); // nobody has the last label
            int predicted = below(100) < 45 + 2 * subject ? label : below(LABELS.size());
            int otherwise = below(100) < 55 ? label : below(LABELS.size());
            float probability = (200 + below(790)) / 1000f;
            first.add(clip(clip, subject, label, predicted, probability));
            second.add(clip(clip, subject, label, otherwise, probability));
        }
        one = new Evaluation(LABELS, first);
        other = new Evaluation(LABELS, second);
    }

    private static EvaluatedClip clip(int clip, int subject, int label, int predicted, float probability) {
        List<Float> scores = new ArrayList<>(Collections.nCopies(LABELS.size(), (1 - probability) / 6));
        scores.set(predicted, probability);
        Map<String, String> columns = Map.of("subject", "s" + subject, "group", subject < 12 ? "young" : "old");
        return new EvaluatedClip("clip" + clip, label, predicted, scores, scores, columns);
    }

    private static String subject(EvaluatedClip clip) {
        return clip.columns().getOrDefault("subject", "");
    }

    @Test
    void recallsAreThoseOfScikitLearn() {
        assertThat(one.confusion().weightedAverageRecall()).isCloseTo(0.75, within(1e-12));
        assertThat(one.confusion().unweightedAverageRecall()).isCloseTo(0.7534172707137824, within(1e-12));
        assertThat(other.confusion().weightedAverageRecall()).isCloseTo(0.6166666666666667, within(1e-12));
        assertThat(other.confusion().unweightedAverageRecall()).isCloseTo(0.6214811109433204, within(1e-12));
        assertThat(one.absent()).containsExactly("g");
    }

    @Test
    void calibrationIsThatOfTorchmetrics() {
        ReliabilityDiagram diagram = one.reliability();
        assertThat(diagram.expectedError()).isCloseTo(0.28554582595825195, within(1e-6));
        assertThat(diagram.largestError()).isCloseTo(0.5926785469055176, within(1e-6));
        assertThat(diagram.bins()).hasSize(15);
        assertThat(diagram.bins().stream()
                        .mapToInt(ReliabilityDiagram.Bin::clips)
                        .sum())
                .isEqualTo(CLIPS);
        assertThat(diagram.bins().get(0).clips()).isZero();
        assertThat(diagram.bins().get(0).error()).isZero();
    }

    @Test
    void bothModelsAreComparedAsScipyComparesThem() {
        PairedComparison compared = PairedComparison.of(one.clips(), other.clips());
        assertThat(compared).isEqualTo(new PairedComparison(110, 70, 38, 22));
        assertThat(compared.probability()).isCloseTo(0.0026846980412799162, within(1e-12));
        assertThat(compared.plus(compared)).isEqualTo(new PairedComparison(220, 140, 76, 44));
    }

    @ParameterizedTest
    @CsvSource({
        "10, 2, 0.03857421875",
        "3, 5, 0.7265625",
        "2000, 3000, 1.3002310005205326e-45",
        "60, 90, 0.017597691928785828",
        "0, 1, 1"
    })
    void mcNemarsProbabilityIsThatOfScipysBinomialTest(int first, int second, double probability) {
        assertThat(new PairedComparison(0, first, second, 0).probability() / probability)
                .isCloseTo(1, within(1e-9));
    }

    @Test
    void intervalsAreThoseOfScipysBootstrapOverSubjects() {
        RecallIntervals drawn = RecallIntervals.of(one, EvaluationStatisticsTest::subject, 1);
        assertThat(drawn.subjects()).isEqualTo(SUBJECTS);
        requireInterval(drawn.weighted(), 0.6620, 0.8275);
        requireInterval(drawn.unweighted(), 0.6693, 0.8277);
        RecallIntervals difference =
                RecallIntervals.ofDifference(List.of(one), List.of(other), EvaluationStatisticsTest::subject, 1);
        requireInterval(difference.weighted(), 0.0370, 0.2255);
        requireInterval(difference.unweighted(), 0.0412, 0.2191);
    }

    private static void requireInterval(RecallIntervals.Interval interval, double low, double high) {
        assertThat(interval.low()).isCloseTo(low, within(DRAWN));
        assertThat(interval.high()).isCloseTo(high, within(DRAWN));
    }

    @Test
    void foldsAreDrawnTogetherAndAveraged() {
        RecallIntervals twice = RecallIntervals.of(List.of(one, one), EvaluationStatisticsTest::subject, 1);
        RecallIntervals once = RecallIntervals.of(one, EvaluationStatisticsTest::subject, 1);
        assertThat(twice.weighted().low()).isCloseTo(once.weighted().low(), within(1e-12));
        RecallIntervals same =
                RecallIntervals.ofDifference(List.of(one), List.of(one), EvaluationStatisticsTest::subject, 1);
        assertThat(same.unweighted()).isEqualTo(new RecallIntervals.Interval(0, 0));
    }

    @Test
    void groupsAddUpToAllClipsAndTheWorstComeFirst() {
        Map<String, Evaluation> groups = one.groups("group");
        assertThat(groups.keySet()).containsExactly("old", "young");
        assertThat(groups.values().stream()
                        .mapToInt(group -> group.clips().size())
                        .sum())
                .isEqualTo(CLIPS);
        assertThat(one.groups("none")).containsOnlyKeys("");
        List<EvaluatedClip> worst = one.worst(10);
        assertThat(worst).hasSize(10).noneMatch(EvaluatedClip::isRight);
        assertThat(worst).isSortedAccordingTo((a, b) -> Float.compare(a.probabilityOfLabel(), b.probabilityOfLabel()));
        assertThat(Evaluation.together(List.of(one, other)).clips()).hasSize(2 * CLIPS);
    }
}
