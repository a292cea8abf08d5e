package io.mien.training.rendered;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mien.making.network.StemVisionTransformer;
import io.mien.models.ModelException;
import io.mien.training.augmentation.FaceChanges;
import io.mien.training.engine.ComputeOptions;
import io.mien.training.engine.NamedWeights;
import io.mien.training.engine.RunSettings;
import io.mien.training.engine.Selection;
import io.mien.training.engine.TrainingListener;
import io.mien.training.published.DrawnClips;
import io.mien.training.store.ClipStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class SmallModelTrainingTest {
    private static final SmallModelRecipe RECIPE = new SmallModelRecipe(
            3,
            new StemVisionTransformer.Size(32, List.of(8, 16, 32), 1, 16, 32, 16),
            0.2,
            0.05,
            new SmallModelRecipe.Frames(6, 4, 12, 4e-3, 4, 2, 0, 0),
            FaceChanges.STYLED,
            new SmallModelRecipe.Clips(6, 12, 4e-3, 2, 0.05, 0.15));

    /** Ends a run as a kill would: between two steps, with nothing written but what was written before. */
    private static final class Killed extends RuntimeException {
        private static final long serialVersionUID = 1L;
    }

    /** Kills after so many steps, and collects what the run says. */
    private static final class Observer implements TrainingListener {
        private final int stepsToLive;
        private final List<String> epochs = new ArrayList<>();
        private int steps;

        Observer(int stepsToLive) {
            this.stepsToLive = stepsToLive;
        }

        @Override
        public void preparing(String what) {}

        @Override
        public void stepped(Position position) {
            if (++steps > stepsToLive) {
                throw new Killed();
            }
        }

        @Override
        public void epochEnded(String line) {
            epochs.add(line);
        }
    }

    @Test
    @Tag("long")
    void killedTenTimesAndResumedItEndsWithTheSameWeightsAndTheSameTable(@TempDir Path folder) throws IOException {
        Path clips = DrawnClips.write(folder.resolve("train.clips"), 12, 0);
        Path others = DrawnClips.write(folder.resolve("validation.clips"), 6, 100);
        Path unbroken = folder.resolve("unbroken");
        NamedWeights expected = train(clips, others, unbroken, new Observer(Integer.MAX_VALUE));

        Path broken = folder.resolve("broken");
        SplittableRandom random = new SplittableRandom(5);
        int kills = 0;
        NamedWeights resumed = null;
        while (resumed == null) {
            try {
                resumed = train(clips, others, broken, new Observer(kills < 10 ? 1 + random.nextInt(5) : 1000));
            } catch (Killed e) {
                kills++;
            }
        }
        assertThat(kills).isEqualTo(10);
        assertThat(resumed.asMap().keySet()).isEqualTo(expected.asMap().keySet());
        NamedWeights found = resumed;
        expected.asMap()
                .forEach((name, values) -> assertThat(
                                requireNonNull(found.asMap().get(name)).values())
                        .as(name)
                        .isEqualTo(values.values()));
        assertThat(broken.resolve("run.csv")).hasSameTextualContentAs(unbroken.resolve("run.csv"));
        assertThat(broken.resolve("run.png")).isNotEmptyFile();
    }

    @Test
    void learnsWhatIsDrawnAndSaysSo(@TempDir Path folder) throws IOException {
        Path clips = DrawnClips.write(folder.resolve("train.clips"), 90, 0);
        Path others = DrawnClips.write(folder.resolve("validation.clips"), 30, 100);
        Path run = folder.resolve("run");
        train(clips, others, run, new Observer(Integer.MAX_VALUE));
        List<String> table = Files.readAllLines(run.resolve("run.csv"));
        assertThat(table).hasSize(1 + 12);
        String[] last = table.get(12).split(",", -1);
        assertThat(last[0]).isEqualTo("clips");
        assertThat(Double.parseDouble(last[7])).as(table.toString()).isGreaterThan(0.9);
    }

    @Test
    void aRunWithOtherOptionsIsNotGoneOnWith(@TempDir Path folder) throws IOException {
        Path clips = DrawnClips.write(folder.resolve("train.clips"), 12, 0);
        Path others = DrawnClips.write(folder.resolve("validation.clips"), 6, 100);
        Path run = folder.resolve("run");
        assertThatThrownBy(() -> train(clips, others, run, new Observer(2))).isInstanceOf(Killed.class);
        SmallModelRecipe other = RECIPE.with(4, 6, 6);
        assertThatThrownBy(() -> train(other, clips, others, run, new Observer(2)))
                .isInstanceOf(ModelException.class)
                .hasMessageContaining("checkpoint of another run");
    }

    @Test
    void peopleOfTheTrainingClipsAreRefusedForValidation(@TempDir Path folder) throws IOException {
        Path clips = DrawnClips.write(folder.resolve("train.clips"), 12, 0);
        Path same = DrawnClips.write(folder.resolve("validation.clips"), 6, 3);
        assertThatThrownBy(() -> train(clips, same, folder.resolve("run"), new Observer(0)))
                .isInstanceOf(ModelException.class)
                .hasMessageContaining("persons [3]");
    }

    @Test
    void aChangedStoreIsRefused(@TempDir Path folder) throws IOException {
        Path clips = DrawnClips.write(folder.resolve("train.clips"), 12, 0);
        byte[] bytes = Files.readAllBytes(clips);
        bytes[bytes.length - 1000]++;
        Files.write(clips, bytes);
        Path others = DrawnClips.write(folder.resolve("validation.clips"), 6, 100);
        assertThatThrownBy(() -> train(clips, others, folder.resolve("run"), new Observer(0)))
                .isInstanceOf(ModelException.class)
                .hasMessageContaining("clip 11 has changed");
    }

    private static NamedWeights train(Path clips, Path validation, Path run, TrainingListener listener) {
        return train(RECIPE, clips, validation, run, listener);
    }

    private static NamedWeights train(
            SmallModelRecipe recipe, Path clips, Path validation, Path run, TrainingListener listener) {
        RunSettings settings = new RunSettings(run, ComputeOptions.single(), 2, Duration.ZERO, Selection.LAST);
        try (ClipStore training = ClipStore.open(clips);
                ClipStore held = ClipStore.open(validation)) {
            return new SmallModelTraining(recipe, settings, listener)
                    .train(training, held)
                    .weights();
        }
    }
}
