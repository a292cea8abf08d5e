package io.mien.cli.train;

import io.mien.cli.clips.ListedClipPictures;
import io.mien.cli.terminal.Choice;
import io.mien.cli.terminal.ExitCode;
import io.mien.making.labels.LabelSetFile;
import io.mien.training.engine.NamedWeights;
import io.mien.training.engine.RunSettings;
import io.mien.training.published.CliperLossKind;
import io.mien.training.published.CliperRecipe;
import io.mien.training.published.CliperTraining;
import io.mien.training.published.ListedData;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code mien train cliper}. */
@Command(
        name = "cliper",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description =
                "Trains CLIPER on lists of clips: several learned descriptors a label, then the image encoder. Defaults"
                        + " are those of the released code, which has stills only; a clip counts as the mean of its frames.",
        footer = {
            "",
            "Examples:",
            "  mien train cliper --list train.txt --validation test.txt --root /data/RAF --frames 1 \\",
            "      --from ViT-B-16.pt --labels raf.yaml --run runs/raf --out models/raf",
            "  mien train cliper --list mine.txt --hold-out-subjects 0.2 --from ViT-B-32.pt --labels dfew-7 \\",
            "      --loss cross-entropy --batch 16 --run runs/mine --out models/mine"
        })
final class TrainCliperCommand implements Callable<Integer> {
    private static final CliperRecipe PUBLISHED = CliperRecipe.published();

    @Spec
    @Nullable
    CommandSpec spec;

    @Mixin
    ListedDataOptions data = new ListedDataOptions();

    @Mixin
    ClipFileOptions clip = new ClipFileOptions();

    @Option(
            names = "--frames",
            description = "Of a clip in training; 1 for stills. The package takes 16 (default: ${DEFAULT-VALUE}).")
    int frames = PUBLISHED.frames();

    @Option(
            names = "--loss",
            paramLabel = "released|cross-entropy",
            description = "The released code's, or the plain one (default: ${DEFAULT-VALUE}).")
    String loss = Choice.word(PUBLISHED.loss());

    @Option(names = "--descriptors", description = "Of each label (default: ${DEFAULT-VALUE}).")
    int descriptors = PUBLISHED.descriptorsPerClass();

    @Option(names = "--tokens", description = "Learned in each descriptor (default: ${DEFAULT-VALUE}).")
    int tokens = PUBLISHED.tokens();

    @Option(names = "--descriptor-epochs", description = "Of the first stage (default: ${DEFAULT-VALUE}).")
    int descriptorEpochs = PUBLISHED.descriptorEpochs();

    @Option(names = "--encoder-epochs", description = "Of the second stage (default: ${DEFAULT-VALUE}).")
    int encoderEpochs = PUBLISHED.encoderEpochs();

    @Option(names = "--batch", description = "Clips of a step (default: ${DEFAULT-VALUE}).")
    int batch = PUBLISHED.batch();

    @Option(names = "--descriptor-rate", description = "Learning rate of the first stage (default: ${DEFAULT-VALUE}).")
    double descriptorRate = PUBLISHED.descriptorRate();

    @Option(
            names = "--encoder-rate",
            description = "Learning rate of the second stage, at its top (default: ${DEFAULT-VALUE}).")
    double encoderRate = PUBLISHED.encoderRate();

    @Option(
            names = "--restart",
            description = "Epochs in which that rate falls to nothing, again and again (default: ${DEFAULT-VALUE}).")
    int restart = PUBLISHED.restart();

    @Option(names = "--weight-decay", description = "Of the second stage (default: ${DEFAULT-VALUE}).")
    double weightDecay = PUBLISHED.weightDecay();

    @Option(names = "--no-augmentation", description = "Leave training pictures as they are.")
    boolean unchanged;

    @Mixin
    RunOptions run = new RunOptions();

    @Override
    public Integer call() {
        CliperRecipe recipe = recipe();
        RunSettings settings = settings();
        ListedData clips = data.read(run.seed);
        CliperTraining training = new CliperTraining(
                recipe,
                clip.file(),
                clip.activation(),
                LabelSetFile.find(clip.labels).labelSet(),
                settings,
                new ListedClipPictures(),
                new RunProgress(spec));
        NamedWeights weights = training.train(clips);
        TrainedPackage.print(
                training.write(run.out, clips, weights, data.lists.called.nameOr("cliper"), data.lists.called.version),
                spec);
        return ExitCode.OK.code();
    }

    CliperRecipe recipe() {
        return new CliperRecipe(
                run.seed,
                frames,
                descriptors,
                tokens,
                Choice.of(CliperLossKind.class, "--loss", loss),
                descriptorEpochs,
                encoderEpochs,
                batch,
                descriptorRate,
                encoderRate,
                restart,
                weightDecay,
                !unchanged);
    }

    RunSettings settings() {
        return run.settings(data.selection());
    }
}
