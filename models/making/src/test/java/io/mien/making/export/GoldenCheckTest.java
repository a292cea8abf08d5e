package io.mien.making.export;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mien.making.build.UntrainedModel;
import io.mien.models.ModelException;
import io.mien.models.packages.GoldenCheck;
import io.mien.models.packages.ModelPackage;
import io.mien.models.tensorflow.RunnerOptions;
import io.mien.models.tensorflow.SelfCheck;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class GoldenCheckTest {
    @TempDir
    private Path folder;

    private ModelPackage modelPackage;

    @BeforeEach
    void build() {
        modelPackage = UntrainedModel.build(folder.resolve("model"), UntrainedModel.Size.TINY, 1);
    }

    @Test
    void aModelSaysAgainWhatItSaidWhenItWasBuilt() {
        GoldenCheck.Outcome outcome = SelfCheck.run(modelPackage, RunnerOptions.defaults());
        assertThat(outcome.passed()).isTrue();
        assertThat(outcome.builtWith()).isEqualTo(outcome.ranWith());
    }

    @Test
    void anotherModelsNumbersDoNotPass() throws IOException {
        ModelPackage other = UntrainedModel.build(folder.resolve("other"), UntrainedModel.Size.TINY, 2);
        Files.copy(
                other.folder().resolve(GoldenCheck.FILE),
                modelPackage.folder().resolve(GoldenCheck.FILE),
                StandardCopyOption.REPLACE_EXISTING);
        GoldenCheck.Outcome outcome = SelfCheck.run(modelPackage, RunnerOptions.defaults());
        assertThat(outcome.passed()).isFalse();
        assertThat(outcome.largestEmbeddingDifference()).isGreaterThan(GoldenCheck.EMBEDDING_TOLERANCE);
        assertThat(outcome.largestLogitDifference()).isGreaterThan(GoldenCheck.LOGIT_TOLERANCE);
    }

    @Test
    void oneThatAnEarlierVersionWroteWithoutInstructionsAndThreadsIsRead() throws IOException {
        replace(",\"instruction_set\":\"[^\"]*\",\"threads\":\\d+", "");
        assertThat(SelfCheck.run(modelPackage, RunnerOptions.defaults()).passed())
                .isTrue();
    }

    @Test
    void oneThatAnEarlierVersionWroteWithoutUnlikenessIsRead() throws IOException {
        replace(",\"unlikeness\":\\[\\]", "");
        GoldenCheck.Outcome outcome = SelfCheck.run(modelPackage, RunnerOptions.defaults());
        assertThat(outcome.passed()).isTrue();
        assertThat(outcome.unlikenessDifference())
                .as("nothing to hold it against")
                .isEmpty();
        assertThat(outcome.sentence()).doesNotContain("unlikeness");
    }

    @Test
    void aModelThatNoLongerTellsHowUnlikeAClipIsDoesNotPass() throws IOException {
        replace("\"unlikeness\":\\[\\]", "\"unlikeness\":[3.5]");
        GoldenCheck.Outcome outcome = SelfCheck.run(modelPackage, RunnerOptions.defaults());
        assertThat(outcome.passed()).isFalse();
        assertThat(outcome.sentence()).endsWith(", and by 1.00 of the clip's unlikeness (expected: at most 0.001)");
    }

    /** Changes the recorded self-check, which has to hold what is to be replaced. */
    private void replace(String pattern, String by) throws IOException {
        Path file = modelPackage.folder().resolve(GoldenCheck.FILE);
        String json = Files.readString(file);
        String changed = json.replaceFirst(pattern, by);
        assertThat(changed).isNotEqualTo(json);
        Files.writeString(file, changed);
    }

    @Test
    void aPackageWithoutOneIsNamed() throws IOException {
        Files.delete(modelPackage.folder().resolve(GoldenCheck.FILE));
        assertThatThrownBy(() -> SelfCheck.run(modelPackage, RunnerOptions.defaults()))
                .isInstanceOf(ModelException.class)
                .hasMessageContaining("no golden.json");
    }

    @Test
    void numbersOfAnotherShapeAreRefused() throws IOException {
        replace("\"pictures\":4", "\"pictures\":3");
        assertThatThrownBy(() -> SelfCheck.run(modelPackage, RunnerOptions.defaults()))
                .hasMessageContaining("not this model's self-check");
    }
}
