package io.mien.making.build;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.mien.models.ClipScores;
import io.mien.models.ModelManifest;
import io.mien.models.ModelRunner;
import io.mien.models.packages.ModelPackage;
import io.mien.models.tensorflow.RunnerOptions;
import io.mien.models.tensorflow.SavedModelRunnerFactory;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class UntrainedModelTest {

    @Test
    void saysUntrainedInNameVersionAndManifest(@TempDir Path folder) {
        ModelManifest manifest = UntrainedModel.build(folder.resolve("model"), UntrainedModel.Size.TINY, 7)
                .manifest();
        assertThat(manifest.name()).contains("untrained");
        assertThat(manifest.version()).contains("untrained");
        assertThat(manifest.weights()).contains("not trained");
        assertThat(manifest.untrained()).isTrue();
    }

    @Test
    void theSameSeedGivesTheSameDigestAndAnotherSeedAnother(@TempDir Path folder) {
        ModelPackage first = UntrainedModel.build(folder.resolve("first"), UntrainedModel.Size.TINY, 7);
        ModelPackage again = UntrainedModel.build(folder.resolve("again"), UntrainedModel.Size.TINY, 7);
        ModelPackage other = UntrainedModel.build(folder.resolve("other"), UntrainedModel.Size.TINY, 8);
        assertThat(again.manifest()).isEqualTo(first.manifest());
        assertThat(other.manifest().savedModelDigest())
                .isNotEqualTo(first.manifest().savedModelDigest());
    }

    @Test
    void readsAClipAndTellsDifferentClipsApart(@TempDir Path folder) {
        UntrainedModel.build(folder.resolve("model"), UntrainedModel.Size.TINY, 7);
        try (ModelRunner runner =
                new SavedModelRunnerFactory(folder.resolve("model"), RunnerOptions.defaults()).open()) {
            Random random = new Random(1);
            List<byte[]> pictures = new ArrayList<>();
            for (int i = 0; i < 2; i++) {
                byte[] picture = new byte[64 * 64 * 3];
                random.nextBytes(picture);
                pictures.add(picture);
            }
            List<float[]> embeddings = runner.encodeFrames(pictures);
            float[][] one = Collections.nCopies(16, embeddings.get(0)).toArray(float[][]::new);
            float[][] two = Collections.nCopies(16, embeddings.get(1)).toArray(float[][]::new);
            List<ClipScores> scores = runner.classifyClips(List.of(one, two));
            assertThat(scores.get(0).logits()).isNotEqualTo(scores.get(1).logits());
            double sum = 0;
            for (float probability : scores.get(0).probabilities()) {
                sum += probability;
            }
            assertThat(sum).isCloseTo(1, within(1e-5));
        }
    }

    @Test
    void theTinyOneEncodesFasterThanFaceFramesComeIn(@TempDir Path folder) {
        UntrainedModel.build(folder.resolve("model"), UntrainedModel.Size.TINY, 7);
        try (ModelRunner runner =
                new SavedModelRunnerFactory(folder.resolve("model"), RunnerOptions.defaults()).open()) {
            List<byte[]> batch = Collections.nCopies(16, new byte[64 * 64 * 3]);
            runner.encodeFrames(batch);
            long start = System.nanoTime();
            for (int i = 0; i < 25; i++) {
                runner.encodeFrames(batch);
            }
            Duration took = Duration.ofNanos(System.nanoTime() - start);
            // 400 frames: over 200 a second, with room for a busy machine.
            assertThat(took).isLessThan(Duration.ofSeconds(2));
        }
    }
}
