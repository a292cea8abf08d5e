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
        Path file = modelPackage.folder().resolve(GoldenCheck.FILE);
        String json = Files.readString(file);
        String earlier = json.replaceFirst(",\"instruction_set\":\"[^\"]*\",\"threads\":\\d+", "");
        assertThat(earlier).isNotEqualTo(json);
        Files.writeString(file, earlier);
        assertThat(SelfCheck.run(modelPackage, RunnerOptions.defaults()).passed())
                .isTrue();
    }

    @Test
    void aModelThatNoLongerTellsHowUnlikeAClipIsDoesNotPass() throws IOException {
        Path file = modelPackage.folder().resolve(GoldenCheck.FILE);
        String json = Files.readString(file);
        String told = json.replace("\"unlikeness\":[]", "\"unlikeness\":[3.5]");
        assertThat(told).isNotEqualTo(json);
        Files.writeString(file, told);
        GoldenCheck.Outcome outcome = SelfCheck.run(modelPackage, RunnerOptions.defaults());
        assertThat(outcome.passed()).isFalse();
        assertThat(outcome.sentence()).contains("1.00 of the unlikeness (expected: at most 1e-04, 1e-03 and 1e-03)");
    }

    @Test
    void oneThatAnEarlierVersionWroteWithoutUnlikenessIsRead() throws IOException {
        Path file = modelPackage.folder().resolve(GoldenCheck.FILE);
        String json = Files.readString(file);
        String earlier = json.replaceFirst(",?\"unlikeness\":\\[\\]", "");
        assertThat(earlier).isNotEqualTo(json);
        Files.writeString(file, earlier.replace("{,", "{"));
        assertThat(SelfCheck.run(modelPackage, RunnerOptions.defaults()).passed())
                .isTrue();
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
        Path file = modelPackage.folder().resolve(GoldenCheck.FILE);
        Files.writeString(file, Files.readString(file).replace("\"pictures\":4", "\"pictures\":3"));
        assertThatThrownBy(() -> SelfCheck.run(modelPackage, RunnerOptions.defaults()))
                .hasMessageContaining("not this model's self-check");
    }
}
