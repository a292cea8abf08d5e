package io.mien.cli.train;

import io.mien.cli.terminal.CommandException;
import io.mien.cli.terminal.ExitCode;
import io.mien.making.build.Provenance;
import io.mien.making.importing.SourceFiles;
import io.mien.models.SourceFile;
import io.mien.training.augmentation.FaceChanges;
import io.mien.training.engine.RunSettings;
import io.mien.training.engine.Selection;
import io.mien.training.rendered.SmallModelPackage;
import io.mien.training.rendered.SmallModelRecipe;
import io.mien.training.rendered.SmallModelTraining;
import io.mien.training.store.ClipStore;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code mien train small}. */
@Command(
        name = "small",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = "Trains a small DFER-CLIP from nothing on rendered clips: the image encoder frame by frame, with"
                + " the expression's parts and the face's points beside the class; then the temporal model.",
        footer = {
            "",
            "Example:",
            "  mien train small --clips train.clips --validation validation.clips --run runs/demo --out models/demo"
        })
final class TrainSmallCommand implements Callable<Integer> {
    private static final SmallModelRecipe DEFAULT = SmallModelRecipe.defaults();

    @Spec
    @Nullable
    CommandSpec spec;

    @Option(names = "--clips", required = true, paramLabel = "FILE", description = "The store to learn from.")
    Path clips = Path.of("");

    @Option(
            names = "--validation",
            paramLabel = "FILE",
            description = "Other people's clips: scored after every epoch, and what the temperature is set on.")
    @Nullable
    Path validation;

    @Mixin
    PackageNameOptions called = new PackageNameOptions();

    @Option(
            names = "--frame-epochs",
            description = "Of the image encoder; each sees four frames of every clip (default: ${DEFAULT-VALUE}).")
    int frameEpochs = DEFAULT.frames().epochs();

    @Option(names = "--clip-epochs", description = "Of the temporal model (default: ${DEFAULT-VALUE}).")
    int clipEpochs = DEFAULT.clips().epochs();

    @Option(
            names = "--weights-factor",
            description =
                    "What the error of the expression's parts counts; 0 leaves it out (default: ${DEFAULT-VALUE}).")
    double weightsFactor = DEFAULT.frames().weightsFactor();

    @Option(
            names = "--landmarks-factor",
            description = "What the error of the face's points counts; 0 leaves it out (default: ${DEFAULT-VALUE}).")
    double landmarksFactor = DEFAULT.frames().landmarksFactor();

    @Option(
            names = "--consistency-factor",
            description = "What it counts that two views of a face are read differently; 0 shows each face once"
                    + " (default: ${DEFAULT-VALUE}).")
    double consistencyFactor = DEFAULT.frames().consistencyFactor();

    @Option(
            names = "--mixed-statistics",
            paramLabel = "PROBABILITY",
            description = "That a face gets part of another's mean and deviation in early features"
                    + " (default: ${DEFAULT-VALUE}).")
    double mixedStatistics = DEFAULT.frames().mixedChance();

    @Option(
            names = "--faces",
            paramLabel = "heavy|styled",
            description = "How training faces are changed: heavy (crop, colours, light, detail, something before them,"
                    + " noise), or styled, which adds uneven light, sharpened edges, filters and a video's blocks"
                    + " (default: ${DEFAULT-VALUE}).")
    FaceChanges faces = DEFAULT.faces();

    @Option(
            names = "--stem",
            split = ",",
            paramLabel = "CHANNELS",
            defaultValue = "32,64,96,128",
            description =
                    "Of the convolutions before the Transformer, each of which halves the picture of 64 pixels: four"
                            + " leave 16 tokens (default: ${DEFAULT-VALUE}).")
    List<Integer> stem = List.of();

    @Option(
            names = "--unsure-below",
            paramLabel = "PROBABILITY",
            defaultValue = "0.6",
            description = "Of the likeliest label: below it the model's readings abstain; 0 never"
                    + " (default: ${DEFAULT-VALUE}).")
    double unsureBelow;

    @Mixin
    RunOptions run = new RunOptions();

    @Override
    public Integer call() {
        if (!(unsureBelow >= 0 && unsureBelow < 1)) {
            throw new CommandException(
                    ExitCode.USAGE, "--unsure-below " + unsureBelow + " (expected: 0 to less than 1)");
        }
        SmallModelRecipe recipe = recipe();
        SmallModelTraining training = new SmallModelTraining(recipe, settings(), new RunProgress(spec));
        try (ClipStore learned = ClipStore.open(clips)) {
            SmallModelTraining.Trained trained = train(training, learned);
            List<String> labels = learned.header().labels();
            TrainedPackage.print(
                    SmallModelPackage.write(run.out, trained, labels, unsureBelow, provenance(recipe, learned.clips())),
                    spec);
        }
        return ExitCode.OK.code();
    }

    SmallModelRecipe recipe() {
        return DEFAULT.with(run.seed, frameEpochs, clipEpochs)
                .withFactors(weightsFactor, landmarksFactor, consistencyFactor)
                .withMixedStatistics(mixedStatistics)
                .withFaces(faces)
                .withStem(stem);
    }

    RunSettings settings() {
        return run.settings(Selection.LAST);
    }

    private Provenance provenance(SmallModelRecipe recipe, int learned) {
        List<SourceFile> sources = new ArrayList<>(List.of(SourceFiles.of("clips", clips)));
        if (validation != null) {
            sources.add(SourceFiles.of("validation", validation));
        }
        return new Provenance(
                Optional.of(called.nameOr("mien-demo")),
                Optional.of(called.version),
                Optional.of("trained from nothing on " + learned + " rendered clips"),
                sources,
                recipe.options());
    }

    private SmallModelTraining.Trained train(SmallModelTraining training, ClipStore learned) {
        if (validation == null) {
            return training.train(learned, null);
        }
        try (ClipStore held = ClipStore.open(validation)) {
            return training.train(learned, held);
        }
    }
}
