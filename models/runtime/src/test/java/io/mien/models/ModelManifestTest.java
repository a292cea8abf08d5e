package io.mien.models;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mien.pictures.PreprocessingProfile;
import java.util.List;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class ModelManifestTest {
    @Test
    void aLikeliestLabelBelowTheLeastProbabilityIsADoubtInWords() {
        assertThat(manifest(0.6).doubt(scores(0.55f, 0.45f)))
                .contains("unsure: joy, the likeliest, has 0.55 (expected: at least 0.60)");
    }

    @Test
    void aLikeliestLabelFromTheLeastProbabilityOnIsAnAnswer() {
        assertThat(manifest(0.6).doubt(scores(0.35f, 0.65f))).isEmpty();
        assertThat(manifest(0.5).doubt(scores(0.5f, 0.5f))).isEmpty();
    }

    @Test
    void aModelThatIsNeverUnsureHasNoDoubts() {
        assertThat(manifest(ModelManifest.NEVER_UNSURE).doubt(scores(0, 0))).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(doubles = {-0.1, 1, Double.NaN})
    void aLeastProbabilityThatIsNoneIsRefused(double leastProbability) {
        assertThatThrownBy(() -> manifest(leastProbability))
                .hasMessage("least probability: " + leastProbability + " (expected: 0 to less than 1)");
    }

    @Test
    void aClipUnlikeThoseOfTrainingIsADoubtHoweverSureTheModelIs() {
        float[] sure = {0.01f, 0.99f};
        assertThat(manifest(ModelManifest.NEVER_UNSURE).doubt(new ClipScores(sure, sure, 1.25f)))
                .contains("face unlike those that the model was trained on: 1.25 (expected: at most 1)");
        assertThat(manifest(0.6).doubt(new ClipScores(sure, sure, 1))).isEmpty();
        assertThat(manifest(0.6).doubt(new ClipScores(sure, sure, Float.NaN)))
                .contains("face unlike those that the model was trained on: NaN (expected: at most 1)");
    }

    private static ClipScores scores(float... probabilities) {
        return new ClipScores(probabilities, probabilities);
    }

    private static ModelManifest manifest(double leastProbability) {
        return new ModelManifest(
                "family",
                "name",
                "1",
                new LabelSet("two", List.of("joy", "grief")),
                16,
                32,
                PreprocessingProfile.dferClip(32),
                ShortClipRule.EDGE_PAD,
                "words",
                List.of(),
                new TreeMap<>(),
                false,
                leastProbability,
                "sha256:" + "0".repeat(64));
    }
}
