package io.mien.cli.train;

import io.mien.cli.clips.ListedClipPictures;
import io.mien.cli.terminal.Choice;
import io.mien.cli.terminal.CommandException;
import io.mien.cli.terminal.ExitCode;
import io.mien.cli.terminal.VocabularyFinder;
import io.mien.making.build.UntrainedModel;
import io.mien.making.importing.CheckpointInspection;
import io.mien.making.labels.LabelDescriptions;
import io.mien.making.labels.LabelSetFile;
import io.mien.training.augmentation.Augmentation;
import io.mien.training.engine.NamedWeights;
import io.mien.training.engine.RunSettings;
import io.mien.training.published.DferClipRecipe;
import io.mien.training.published.DferClipStart;
import io.mien.training.published.DferClipTraining;
import io.mien.training.published.ListedData;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code mien train dfer-clip}. */
@Command(
        name = "dfer-clip",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = "Trains DFER-CLIP on lists of clips. Defaults are the published ones.",
        footer = {
            "",
            "Examples:",
            "  mien train dfer-clip --list set_1_train.txt --validation set_1_test.txt --root /data/DFEW \\",
            "      --from ViT-B-32.pt --labels dfew-7 --run runs/dfew1 --out models/dfew1",
            "  mien train dfer-clip --list mine.txt --hold-out-subjects 0.2 --from models/dfew1 --run r --out models/mine",
            "  mien train dfer-clip --list mine.txt --size tiny --labels moods.yaml --run r --out models/tiny"
        })
final class TrainDferClipCommand implements Callable<Integer> {
    private static final DferClipRecipe PUBLISHED = DferClipRecipe.published();

    @Spec
    @Nullable
    CommandSpec spec;

    @Mixin
    ListedDataOptions data = new ListedDataOptions();

    @Option(
            names = "--from",
            paramLabel = "PATH",
            description =
                    "What is trained on: a file of CLIP, a checkpoint of DFER-CLIP, or a model package. A package has"
                            + " no text encoder: its classes' features are learned on in place of the context tokens.")
    @Nullable
    Path from;

    @Option(
            names = "--size",
            paramLabel = "tiny|vit-b-32",
            description = "Instead of --from: begin with random numbers, in an image encoder of this size.")
    @Nullable
    String size;

    @Option(
            names = "--labels",
            paramLabel = "dfew-7|mafw-11|FILE",
            description =
                    "The labels in the order of the list's indices; from CLIP also what is said of each. A package has its own.")
    @Nullable
    String labels;

    @Option(
            names = "--vocabulary",
            paramLabel = "FILE",
            description = "Of CLIP's tokenizer, from CLIP only (default: one beside --from).")
    @Nullable
    Path vocabulary;

    @Option(names = "--frames", description = "In a clip of a new temporal model (default: ${DEFAULT-VALUE}).")
    int frames = PUBLISHED.frames();

    @Option(
            names = "--context-tokens",
            description = "Learned tokens of each class, from CLIP (default: ${DEFAULT-VALUE}).")
    int contextTokens = PUBLISHED.contextTokens();

    @Option(
            names = "--augmentation",
            paramLabel = "none|dfew|ferv39k|mafw",
            description = "Whose way of changing training clips (default: ${DEFAULT-VALUE}).")
    String augmentation = Choice.word(PUBLISHED.augmentation());

    @Option(names = "--epochs", description = "How many (default: ${DEFAULT-VALUE}).")
    int epochs = PUBLISHED.epochs();

    @Option(names = "--batch", description = "Clips of a step (default: ${DEFAULT-VALUE}).")
    int batch = PUBLISHED.batch();

    @Option(names = "--temporal-rate", description = "Learning rate of the temporal model (default: ${DEFAULT-VALUE}).")
    double temporalRate = PUBLISHED.temporalRate();

    @Option(names = "--encoder-rate", description = "Learning rate of the image encoder (default: ${DEFAULT-VALUE}).")
    double encoderRate = PUBLISHED.encoderRate();

    @Option(
            names = "--prompt-rate",
            description = "Learning rate of the context tokens or class features (default: ${DEFAULT-VALUE}).")
    double promptRate = PUBLISHED.promptRate();

    @Option(
            names = "--milestones",
            split = ",",
            defaultValue = "30,40",
            description = "Epochs from which on the rates are smaller (default: ${DEFAULT-VALUE}).")
    List<Integer> milestones = List.of();

    @Option(
            names = "--decay",
            description = "What each milestone multiplies the rates with (default: ${DEFAULT-VALUE}).")
    double decay = PUBLISHED.decay();

    @Mixin
    SgdOptions sgd = new SgdOptions();

    @Mixin
    RunOptions run = new RunOptions();

    @Override
    public Integer call() {
        DferClipRecipe recipe = recipe();
        RunSettings settings = settings();
        ListedData clips = data.read(run.seed);
        DferClipStart start = start(recipe);
        DferClipTraining training =
                new DferClipTraining(recipe, settings, new ListedClipPictures(), new RunProgress(spec));
        NamedWeights weights = training.train(start, clips);
        TrainedPackage.print(
                training.write(
                        run.out,
                        start,
                        clips,
                        weights,
                        data.lists.called.nameOr("dfer-clip"),
                        data.lists.called.version),
                spec);
        return ExitCode.OK.code();
    }

    DferClipRecipe recipe() {
        return new DferClipRecipe(
                run.seed,
                frames,
                contextTokens,
                epochs,
                batch,
                temporalRate,
                encoderRate,
                promptRate,
                milestones,
                decay,
                sgd.optimizer(),
                Choice.of(Augmentation.class, "--augmentation", augmentation));
    }

    RunSettings settings() {
        return run.settings(data.selection());
    }

    private DferClipStart start(DferClipRecipe recipe) {
        if ((from == null) == (size == null)) {
            throw new CommandException(
                    ExitCode.USAGE,
                    "train dfer-clip: " + (from == null ? "neither" : "both")
                            + " --from and --size (expected: one of them)");
        }
        if (from == null) {
            refuseVocabulary("--size");
            return DferClipStart.ofNothing(
                    Choice.of(UntrainedModel.Size.class, "--size", size == null ? "tiny" : size),
                    labels().labelSet(),
                    recipe);
        }
        if (Files.isDirectory(from)) {
            refuseVocabulary("a package");
            if (labels != null) {
                throw new CommandException(ExitCode.USAGE, "--labels: a package has its own (leave it out)");
            }
            return DferClipStart.ofPackage(from);
        }
        if (CheckpointInspection.of(from).kind() == CheckpointInspection.Kind.DFER_CLIP) {
            refuseVocabulary("a checkpoint of DFER-CLIP");
            return DferClipStart.ofCheckpoint(
                    from, labels == null ? Optional.empty() : Optional.of(labels().labelSet()));
        }
        return DferClipStart.ofClip(from, labels(), VocabularyFinder.given(vocabulary, from), recipe);
    }

    private LabelDescriptions labels() {
        if (labels == null) {
            throw new CommandException(
                    ExitCode.USAGE, "--labels: not given (expected: the labels that the list's indices stand for)");
        }
        return LabelSetFile.find(labels);
    }

    private void refuseVocabulary(String start) {
        if (vocabulary != null) {
            throw new CommandException(
                    ExitCode.USAGE, "--vocabulary: has no meaning with " + start + " (leave it out)");
        }
    }
}
