package io.mien.training.published;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mien.making.build.UntrainedModel;
import io.mien.making.importing.DferClipImport;
import io.mien.making.importing.ImportProgress;
import io.mien.making.importing.ModelImport;
import io.mien.making.network.Activation;
import io.mien.models.ClipScores;
import io.mien.models.LabelSet;
import io.mien.models.ModelException;
import io.mien.models.ModelRunner;
import io.mien.models.packages.ModelPackage;
import io.mien.models.tensorflow.RunnerOptions;
import io.mien.models.tensorflow.SavedModelRunnerFactory;
import io.mien.models.tensorflow.SelfCheck;
import io.mien.models.testkit.Fixtures;
import io.mien.training.augmentation.Augmentation;
import io.mien.training.engine.ComputeOptions;
import io.mien.training.engine.NamedWeights;
import io.mien.training.engine.Optimizer;
import io.mien.training.engine.RunSettings;
import io.mien.training.engine.SafetensorsWriter;
import io.mien.training.engine.Selection;
import io.mien.training.engine.TrainingListener;
import io.mien.training.rendered.FlatClips;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The published recipes from lists of clips, on a handful of them. */
@Tag("long")
final class ListedTrainingTest {
    private static final LabelSet KINDS = new LabelSet("kinds", List.of("dark", "bright", "noise"));

    @TempDir
    Path folder;

    /** Ends a run as a kill would: between two steps, with nothing written but what was written before. */
    private static final class Killed extends RuntimeException {
        private static final long serialVersionUID = 1L;
    }

    private static final class Killer implements TrainingListener {
        private int left;

        Killer(int left) {
            this.left = left;
        }

        @Override
        public void preparing(String what) {}

        @Override
        public void stepped(Position position) {
            if (left-- == 0) {
                throw new Killed();
            }
        }

        @Override
        public void epochEnded(String line) {}
    }

    private static DferClipRecipe recipe(int epochs, double rate) {
        return new DferClipRecipe(
                3,
                4,
                8,
                epochs,
                4,
                rate,
                rate / 10,
                rate,
                List.of(epochs - 1),
                0.1,
                new Optimizer.Sgd(0.9, 0),
                Augmentation.MAFW);
    }

    /** With a checkpoint after every step where the run is killed. */
    private RunSettings settings(String run, Selection selection) {
        Duration every = run.equals("broken") ? Duration.ZERO : Duration.ofMinutes(1);
        return new RunSettings(folder.resolve(run), ComputeOptions.single(), 2, every, selection);
    }

    private NamedWeights dferClip(DferClipRecipe recipe, String run, TrainingListener listener) {
        return new DferClipTraining(recipe, settings(run, Selection.BEST_WAR), FlatClips.pictures(), listener)
                .train(DferClipStart.ofNothing(UntrainedModel.Size.TINY, KINDS, recipe), FlatClips.data(12, 6));
    }

    private static void requireEqual(NamedWeights actual, NamedWeights expected) {
        assertThat(actual.asMap().keySet()).isEqualTo(expected.asMap().keySet());
        expected.asMap()
                .forEach((name, values) -> assertThat(
                                requireNonNull(actual.asMap().get(name)).values())
                        .as(name)
                        .isEqualTo(values.values()));
    }

    private interface Run {
        NamedWeights to(String run, TrainingListener listener);
    }

    private static void requireSameAfterKills(Run run, int kills, int mostSteps) {
        NamedWeights expected = run.to("unbroken", new Killer(Integer.MAX_VALUE));
        SplittableRandom random = new SplittableRandom(8);
        for (int kill = 0; kill < kills; kill++) {
            int steps = random.nextInt(mostSteps);
            assertThatThrownBy(() -> run.to("broken", new Killer(steps))).isInstanceOf(Killed.class);
        }
        requireEqual(run.to("broken", new Killer(Integer.MAX_VALUE)), expected);
    }

    private List<Double> column(String run, String stage, int column) throws IOException {
        return Files.readAllLines(folder.resolve(run).resolve("run.csv")).stream()
                .map(line -> line.split(",", -1))
                .filter(cells -> cells[0].equals(stage))
                .map(cells -> Double.parseDouble(cells[column]))
                .toList();
    }

    @Test
    void dferClipKilledAndResumedEndsWithTheSameWeights() throws IOException {
        DferClipRecipe recipe = recipe(3, 1e-3);
        requireSameAfterKills((run, listener) -> dferClip(recipe, run, listener), 3, 3);
        assertThat(folder.resolve("broken/run.csv")).hasSameTextualContentAs(folder.resolve("unbroken/run.csv"));
        assertThatThrownBy(() -> dferClip(recipe(5, 1e-3), "broken", TrainingListener.silent()))
                .isInstanceOf(ModelException.class)
                .hasMessageContaining("checkpoint of another run");
    }

    @Test
    void dferClipLearnsFromNothingAndItsPackageIsLearnedOn() throws IOException {
        DferClipRecipe recipe = recipe(12, 2e-3);
        NamedWeights weights = dferClip(recipe, "run", TrainingListener.silent());
        List<Double> losses = column("run", "dfer-clip", 3);
        assertThat(losses.get(11)).as(losses.toString()).isLessThan(losses.get(0) / 2);
        assertThat(column("run", "dfer-clip", 6)).contains(1.0);

        DferClipStart start = DferClipStart.ofNothing(UntrainedModel.Size.TINY, KINDS, recipe);
        DferClipTraining training = new DferClipTraining(
                recipe, settings("run", Selection.BEST_WAR), FlatClips.pictures(), TrainingListener.silent());
        ModelPackage written =
                training.write(folder.resolve("model"), start, FlatClips.data(12, 6), weights, "kinds", "1");
        assertThat(SelfCheck.run(written, RunnerOptions.defaults()).passed()).isTrue();
        assertThat(written.manifest().buildOptions()).containsEntry("seed", "3").containsEntry("epochs", "12");
        assertThat(written.manifest().clipLength()).isEqualTo(4);

        // Rates of nothing leave the weights as they are, so that the second package is the first.
        DferClipStart again = DferClipStart.ofPackage(folder.resolve("model"));
        DferClipRecipe still = recipe(2, 0);
        DferClipTraining second = new DferClipTraining(
                still, settings("again", Selection.LAST), FlatClips.pictures(), TrainingListener.silent());
        ModelPackage unchanged = second.write(
                folder.resolve("again-model"),
                again,
                FlatClips.data(12, 0),
                second.train(again, FlatClips.data(12, 0)),
                "kinds",
                "2");
        assertThat(unchanged.manifest().savedModelDigest())
                .isEqualTo(written.manifest().savedModelDigest());
        assertThat(unchanged.manifest().sources().get(0).role()).isEqualTo("package");
    }

    @Test
    void labelsOutsideTheSetAndASelectionOfNothingAreRefused() {
        DferClipRecipe recipe = recipe(2, 1e-3);
        DferClipStart two = DferClipStart.ofNothing(
                UntrainedModel.Size.TINY, new LabelSet("two", List.of("dark", "bright")), recipe);
        DferClipTraining training = new DferClipTraining(
                recipe, settings("run", Selection.LAST), FlatClips.pictures(), TrainingListener.silent());
        assertThatThrownBy(() -> training.train(two, FlatClips.data(12, 0)))
                .isInstanceOf(ModelException.class)
                .hasMessageContainingAll("label 2 of train/s0/2; label 2 of", "(expected: below 2");
        DferClipTraining selecting = new DferClipTraining(
                recipe, settings("run", Selection.BEST_UAR), FlatClips.pictures(), TrainingListener.silent());
        DferClipStart three = DferClipStart.ofNothing(UntrainedModel.Size.TINY, KINDS, recipe);
        assertThatThrownBy(() -> selecting.train(three, FlatClips.data(12, 0)))
                .isInstanceOf(ModelException.class)
                .hasMessageContaining("no clips to select an epoch by");
    }

    @Test
    void aCheckpointThatIsTrainedAtNoRateMakesThePackageThatItsImportMakes() {
        Path checkpoint = Fixtures.large("dfer-clip/dfer-clip.pth");
        DferClipRecipe recipe = recipe(2, 0);
        DferClipStart start = DferClipStart.ofCheckpoint(checkpoint, Optional.empty());
        // What a start from CLIP makes of words is what the published code has in its checkpoints.
        DferClipText text = start.text().orElseThrow();
        assertThat(text.suffix()).isEqualTo(values(start, "prompt_learner.token_suffix"));
        assertThat(text.prefix()).isEqualTo(values(start, "prompt_learner.token_prefix"));
        DferClipTraining training = new DferClipTraining(
                recipe, settings("run", Selection.LAST), FlatClips.pictures(), TrainingListener.silent());
        ListedData data = FlatClips.data(4, 0);
        ModelPackage trained =
                training.write(folder.resolve("trained"), start, data, training.train(start, data), "same", "1");
        ModelPackage imported = ModelImport.dferClip(
                checkpoint, DferClipImport.defaults(), folder.resolve("imported"), ImportProgress.SILENT);
        assertThat(logits(trained)).usingComparatorWithPrecision(1e-3f).containsExactly(logits(imported));
    }

    private static float[] values(DferClipStart start, String weight) {
        return requireNonNull(start.weights().asMap().get(weight)).values();
    }

    private static float[] logits(ModelPackage modelPackage) {
        try (ModelRunner runner = SavedModelRunnerFactory.open(modelPackage, RunnerOptions.defaults())) {
            byte[] picture = new byte[3 * 64 * 64];
            new SplittableRandom(1).nextBytes(picture);
            float[] embedding = runner.encodeFrames(List.of(picture)).get(0);
            float[][] clip = new float[runner.manifest().clipLength()][];
            Arrays.fill(clip, embedding);
            List<float[][]> clips = new ArrayList<>();
            clips.add(clip);
            ClipScores scores = runner.classifyClips(clips).get(0);
            return scores.logits();
        }
    }

    @Test
    void cliperKilledAndResumedEndsWithTheSameWeightsAndLearns() throws IOException {
        Path clip = Fixtures.large("cliper/clip.safetensors");
        CliperRecipe recipe = new CliperRecipe(2, 2, 2, 4, CliperLossKind.RELEASED, 1, 3, 6, 1e-2, 1e-4, 10, 0.1, true);
        Run run = (name, listener) -> new CliperTraining(
                        recipe,
                        clip,
                        Activation.QUICK_GELU,
                        KINDS,
                        settings(name, Selection.BEST_WAR),
                        FlatClips.pictures(),
                        listener)
                .train(FlatClips.data(12, 6));
        requireSameAfterKills(run, 2, 3);
        List<Double> losses = column("unbroken", "encoder", 3);
        assertThat(losses.get(2))
                .as(losses.toString())
                .isLessThan(column("unbroken", "descriptors", 3).get(0));
    }

    @Test
    void expClipsHeadKilledAndResumedEndsWithTheSameWeightsAndLearns() throws IOException {
        Path clip = Fixtures.large("exp-clip/clip.safetensors");
        Path teacher = teacher(12, 20);
        ExpClipRecipe recipe = new ExpClipRecipe(2, 2, 6, 4, 1e-3, new Optimizer.Sgd(0.9, 0));
        Run run = (name, listener) -> new ExpClipTraining(
                        recipe,
                        clip,
                        Activation.QUICK_GELU,
                        teacher,
                        settings(name, Selection.LAST),
                        FlatClips.pictures(),
                        listener)
                .train(FlatClips.data(12, 0));
        requireSameAfterKills(run, 3, 4);
        List<Double> losses = column("unbroken", "head", 3);
        assertThat(losses.get(5)).as(losses.toString()).isLessThan(losses.get(0));
    }

    /** What the clips of one label share, and a little of each one's own. */
    private Path teacher(int clips, int width) throws IOException {
        float[] values = new float[clips * width];
        SplittableRandom random = new SplittableRandom(9);
        for (int i = 0; i < values.length; i++) {
            int before = i - FlatClips.CLASSES * width;
            values[i] =
                    (float) (before < 0 ? random.nextDouble(-1, 1) : values[before] + random.nextDouble(-0.05, 0.05));
        }
        Path file = folder.resolve("teacher.safetensors");
        SafetensorsWriter.write(
                file,
                Map.of(TeacherVectors.ALL, new NamedWeights.Values(List.of((long) clips, (long) width), values)),
                Map.of());
        return file;
    }

    @Test
    void teachersVectorsAreFoundInOrderOrByPath() throws IOException {
        ListedData data = FlatClips.data(3, 0);
        List<float[]> inOrder =
                TeacherVectors.read(teacher(3, 4), data.training()).rows();
        Map<String, NamedWeights.Values> byPath = new TreeMap<>();
        for (int clip = 2; clip >= 0; clip--) {
            byPath.put(
                    data.training().clips().get(clip).path(), new NamedWeights.Values(List.of(4L), inOrder.get(clip)));
        }
        Path file = folder.resolve("by-path.safetensors");
        SafetensorsWriter.write(file, byPath, Map.of());
        assertThat(TeacherVectors.read(file, data.training()).rows()).containsExactlyElementsOf(inOrder);
    }

    @Test
    void teachersVectorsThatDoNotFitAreRefused() throws IOException {
        ListedData data = FlatClips.data(3, 0);
        assertThatThrownBy(() -> TeacherVectors.read(teacher(4, 4), data.training()))
                .isInstanceOf(ModelException.class)
                .hasMessageContaining("[4, 4] (expected: [3, width]");
        Path file = folder.resolve("by-path.safetensors");
        SafetensorsWriter.write(
                file, Map.of("train/s0/0", new NamedWeights.Values(List.of(2L), new float[] {1, 2})), Map.of());
        assertThatThrownBy(() -> TeacherVectors.read(file, data.training()))
                .isInstanceOf(ModelException.class)
                .hasMessageContaining("no vector for train/s0/1");
        SafetensorsWriter.write(
                file,
                Map.of(TeacherVectors.ALL, new NamedWeights.Values(List.of(3L, 1L), new float[] {1, 0, 1})),
                Map.of());
        assertThatThrownBy(() -> TeacherVectors.read(file, data.training()))
                .isInstanceOf(ModelException.class)
                .hasMessageContaining("length 0");
    }
}
