package io.mien.models.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.mien.models.ClipScores;
import io.mien.models.ModelManifest;
import io.mien.models.ModelRunner;
import io.mien.models.ModelRunnerFactory;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Holds what every {@link ModelRunner} must do. A test class of an implementation extends this and says how to open
 * one:
 *
 * <pre>{@code
 * final class MyRunnerTest extends ModelRunnerContract {
 *     protected ModelRunnerFactory factory() {
 *         return new MyRunnerFactory(...);
 *     }
 * }
 * }</pre>
 */
public abstract class ModelRunnerContract {
    /** How far a result may depend on what else is in the batch; logits, which are cosines over 0.01, a hundred times more. */
    private static final double TOLERANCE = 1e-5;

    private static final double LOGIT_TOLERANCE = 1e-3;

    private ModelRunner runner;

    /** Opens the runners under test. */
    protected abstract ModelRunnerFactory factory();

    @BeforeEach
    final void open() {
        runner = factory().open();
    }

    @AfterEach
    final void close() {
        runner.close();
    }

    @Test
    final void saysWhatItIsAndWhatItRunsOn() {
        ModelManifest manifest = runner.manifest();
        assertThat(manifest.name()).isNotBlank();
        assertThat(manifest.version()).isNotBlank();
        assertThat(manifest.clipLength()).isPositive();
        assertThat(manifest.embeddingWidth()).isPositive();
        assertThat(manifest.savedModelDigest()).matches("sha256:[0-9a-f]{64}");
        assertThat(manifest.preprocessingDigest()).matches("sha256:[0-9a-f]{64}");
        assertThat(runner.runtime().tensorFlowVersion()).isNotBlank();
        assertThat(runner.runtime().device()).isNotBlank();
        assertThat(runner.runtime().precision()).isNotBlank();
    }

    @Test
    final void resultsComeInTheOrderOfTheRequests() {
        List<byte[]> pictures = pictures(5);
        List<byte[]> reversed = new ArrayList<>(pictures);
        Collections.reverse(reversed);
        List<float[]> embeddings = runner.encodeFrames(pictures);
        List<float[]> reversedEmbeddings = runner.encodeFrames(reversed);
        List<float[][]> clips = clips(3);
        List<float[][]> reversedClips = new ArrayList<>(clips);
        Collections.reverse(reversedClips);
        List<ClipScores> scores = runner.classifyClips(clips);
        List<ClipScores> reversedScores = runner.classifyClips(reversedClips);

        assertThat(embeddings).hasSize(5);
        assertThat(scores).hasSize(3);
        assertThat(embeddings.get(0)).isNotEqualTo(embeddings.get(4)); // or order would not show
        assertThat(scores.get(0).logits()).isNotEqualTo(scores.get(2).logits());
        for (int i = 0; i < 5; i++) {
            requireClose(reversedEmbeddings.get(4 - i), embeddings.get(i), TOLERANCE);
        }
        for (int i = 0; i < 3; i++) {
            requireClose(reversedScores.get(2 - i), scores.get(i));
        }
    }

    @Test
    final void anEmbeddingDoesNotDependOnTheBatchItIsMadeIn() {
        List<byte[]> pictures = pictures(17);
        List<float[]> together = runner.encodeFrames(pictures);
        for (int i = 0; i < pictures.size(); i++) {
            assertThat(together.get(i)).hasSize(runner.manifest().embeddingWidth());
            List<float[]> alone = runner.encodeFrames(pictures.subList(i, i + 1));
            requireClose(alone.get(0), together.get(i), TOLERANCE);
        }
    }

    @Test
    final void scoresDoNotDependOnTheBatchTheyAreMadeIn() {
        List<float[][]> clips = clips(9);
        List<ClipScores> together = runner.classifyClips(clips);
        for (int i = 0; i < clips.size(); i++) {
            requireClose(runner.classifyClips(clips.subList(i, i + 1)).get(0), together.get(i));
        }
    }

    @Test
    final void theSameRequestGivesTheSameBitsAgain() {
        List<byte[]> pictures = pictures(4);
        List<float[]> embeddings = runner.encodeFrames(pictures);
        List<float[]> again = runner.encodeFrames(pictures);
        for (int i = 0; i < 4; i++) {
            assertThat(again.get(i)).isEqualTo(embeddings.get(i));
        }
    }

    @Test
    final void probabilitiesAreTheSoftmaxOfTheLogitsInLabelSetOrder() {
        int labels = runner.manifest().labelSet().labels().size();
        for (ClipScores scores : runner.classifyClips(clips(4))) {
            assertThat(scores.logits()).hasSize(labels);
            assertThat(scores.probabilities()).hasSize(labels);
            double largest = Double.NEGATIVE_INFINITY;
            for (float logit : scores.logits()) {
                largest = Math.max(largest, logit);
            }
            double total = 0;
            for (float logit : scores.logits()) {
                total += Math.exp(logit - largest);
            }
            for (int label = 0; label < labels; label++) {
                assertThat((double) scores.probabilities()[label])
                        .isCloseTo(Math.exp(scores.logits()[label] - largest) / total, within(TOLERANCE));
            }
        }
    }

    @Test
    final void nothingAskedIsNothingAnswered() {
        assertThat(runner.encodeFrames(List.of())).isEmpty();
        assertThat(runner.classifyClips(List.of())).isEmpty();
    }

    @Test
    final void aPictureOfAnotherSizeIsRefusedWithTheSizeExpected() {
        List<byte[]> pictures = new ArrayList<>(pictures(2));
        pictures.add(new byte[pictureBytes() - 3]);
        assertThatThrownBy(() -> runner.encodeFrames(pictures))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(Integer.toString(pictureBytes() - 3))
                .hasMessageContaining(Integer.toString(pictureBytes()));
    }

    @Test
    final void aClipOfAnotherShapeIsRefusedWithTheShapeExpected() {
        int length = runner.manifest().clipLength();
        int width = runner.manifest().embeddingWidth();
        assertThatThrownBy(() -> runner.classifyClips(Collections.singletonList(new float[length + 1][width])))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining((length + 1) + " embeddings (expected: " + length + ")");
        assertThatThrownBy(() -> runner.classifyClips(Collections.singletonList(new float[length][width + 1])))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining((width + 1) + " floats (expected: " + width + ")");
    }

    @Test
    final void manyCallersAtOnceGetWhatOneGets() throws InterruptedException, ExecutionException {
        int callers = 4;
        List<List<byte[]>> requests = new ArrayList<>();
        List<List<float[]>> expected = new ArrayList<>();
        for (int caller = 0; caller < callers; caller++) {
            requests.add(pictures(3, caller));
            expected.add(runner.encodeFrames(requests.get(caller)));
        }
        List<float[][]> clips = clips(2);
        List<ClipScores> expectedScores = runner.classifyClips(clips);
        ExecutorService threads = Executors.newFixedThreadPool(callers);
        try {
            List<Callable<Void>> work = new ArrayList<>();
            for (int caller = 0; caller < callers; caller++) {
                int request = caller;
                work.add(() -> {
                    for (int round = 0; round < 20; round++) {
                        List<float[]> embeddings = runner.encodeFrames(requests.get(request));
                        for (int i = 0; i < embeddings.size(); i++) {
                            requireClose(
                                    embeddings.get(i), expected.get(request).get(i), TOLERANCE);
                        }
                        requireClose(runner.classifyClips(clips).get(1), expectedScores.get(1));
                    }
                    return null;
                });
            }
            for (Future<Void> done : threads.invokeAll(work)) {
                done.get();
            }
        } finally {
            threads.shutdownNow();
        }
    }

    @Test
    final void resultsBelongToTheCaller() {
        List<byte[]> pictures = pictures(1);
        float[] first = runner.encodeFrames(pictures).get(0);
        float[] kept = first.clone();
        runner.encodeFrames(pictures(1, 99));
        assertThat(first).isEqualTo(kept);
        first[0] = 1234;
        assertThat(runner.encodeFrames(pictures).get(0)).isEqualTo(kept);
    }

    @Test
    final void aClosedRunnerRefusesToWork() {
        runner.close();
        assertThatThrownBy(() -> runner.encodeFrames(pictures(1))).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> runner.classifyClips(clips(1))).isInstanceOf(IllegalStateException.class);
    }

    private int pictureBytes() {
        int size = runner.manifest().preprocessing().size();
        return 3 * size * size;
    }

    private List<byte[]> pictures(int count) {
        return pictures(count, 0);
    }

    private List<byte[]> pictures(int count, long seed) {
        Random random = new Random(seed);
        List<byte[]> pictures = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            byte[] picture = new byte[pictureBytes()];
            random.nextBytes(picture);
            pictures.add(picture);
        }
        return pictures;
    }

    private List<float[][]> clips(int count) {
        Random random = new Random(7);
        List<float[][]> clips = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            float[][] clip =
                    new float[runner.manifest().clipLength()][runner.manifest().embeddingWidth()];
            for (float[] embedding : clip) {
                for (int k = 0; k < embedding.length; k++) {
                    embedding[k] = (float) random.nextGaussian();
                }
            }
            clips.add(clip);
        }
        return clips;
    }

    private static void requireClose(ClipScores actual, ClipScores expected) {
        requireClose(actual.logits(), expected.logits(), LOGIT_TOLERANCE);
        requireClose(actual.probabilities(), expected.probabilities(), LOGIT_TOLERANCE);
    }

    private static void requireClose(float[] actual, float[] expected, double tolerance) {
        assertThat(actual).hasSameSizeAs(expected);
        double largest = 0;
        for (int i = 0; i < actual.length; i++) {
            largest = Math.max(largest, Math.abs((double) actual[i] - expected[i]));
        }
        assertThat(largest).isLessThanOrEqualTo(tolerance);
    }
}
