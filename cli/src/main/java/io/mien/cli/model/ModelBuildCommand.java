package io.mien.cli.model;

import io.mien.cli.terminal.Choice;
import io.mien.cli.terminal.CommandException;
import io.mien.cli.terminal.CommandOutput;
import io.mien.cli.terminal.ExitCode;
import io.mien.cli.terminal.FormatOption;
import io.mien.cli.terminal.PrintedProgress;
import io.mien.cli.terminal.VocabularyFinder;
import io.mien.making.build.FamilyBuilder;
import io.mien.making.build.FamilyRequest;
import io.mien.making.build.UntrainedModel;
import io.mien.making.importing.CheckpointChoices;
import io.mien.making.labels.LabelDescriptions;
import io.mien.making.labels.LabelSetFile;
import io.mien.making.network.Activation;
import io.mien.models.packages.ModelPackage;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code mien model build}. */
@Command(
        name = "build",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = "Builds a model package of CLIP's weights and what belongs to its family, or an untrained one.",
        footer = {
            "",
            "Examples:",
            "  mien model build --family clip --clip ViT-B-32.pt --labels dfew-7 --vocabulary bpe.txt.gz --out models/clip",
            "  mien model build --family exp-clip --clip ViT-B-32.pt --head ExpCLIP_B32_model.pth --labels moods.yaml \\",
            "      --vocabulary bpe.txt.gz --out models/exp-clip",
            "  mien model build --family cliper --clip ViT-B-16.pt --descriptors mine.safetensors --labels raf.yaml \\",
            "      --out models/cliper",
            "  mien model build --untrained --size vit-b-32 --out models/untrained",
            "",
            "CLIP's weights are read in the layouts of OpenAI, Hugging Face and open_clip, however a training tool",
            "wrapped them. See docs/models.md."
        })
final class ModelBuildCommand implements Callable<Integer> {

    /** What can be built of files. */
    private enum Family {
        CLIP,
        EXP_CLIP,
        CLIPER
    }

    @Spec
    @Nullable
    CommandSpec spec;

    @Option(names = "--family", paramLabel = "clip|exp-clip|cliper", description = "What to build.")
    @Nullable
    String family;

    @Option(
            names = "--clip",
            paramLabel = "FILE|DIR",
            description =
                    "CLIP's weights: .pt, .safetensors or .bin, the index of shards, or the folder of either. What"
                            + " a library wrote beside them (config.json, open_clip_config.json, preprocessor_config.json) is read.")
    @Nullable
    Path clip;

    @Option(names = "--head", paramLabel = "FILE", description = "Exp-CLIP's head: .pth.")
    @Nullable
    Path head;

    @Option(
            names = "--descriptors",
            paramLabel = "FILE",
            description = "CLIPER's learned tokens, one label's side by side: .safetensors.")
    @Nullable
    Path descriptors;

    @Option(
            names = "--labels",
            paramLabel = "dfew-7|mafw-11|FILE",
            description = "The labels, and what stands for them: descriptions or templates.")
    @Nullable
    String labels;

    @Option(
            names = "--vocabulary",
            paramLabel = "FILE",
            description =
                    "Of CLIP's tokenizer: OpenAI's bpe_simple_vocab_16e6.txt.gz, or Hugging Face's tokenizer.json or"
                            + " vocab.json (default: one of these beside --clip). CLIPER needs none.")
    @Nullable
    Path vocabulary;

    @Option(
            names = "--activation",
            paramLabel = "quick-gelu|gelu",
            description =
                    "What CLIP was trained with: quick-gelu for OpenAI's, gelu for most of open_clip's own (default: what"
                            + " config.json or open_clip_config.json beside the weights says; needed where nothing"
                            + " does).")
    @Nullable
    String activation;

    @Mixin
    CheckpointOptions checkpoint = new CheckpointOptions();

    @Option(
            names = "--untrained",
            description = "With seeded random weights: for trying and measuring the pipeline. Its labels mean nothing.")
    boolean untrained;

    @Option(
            names = "--size",
            paramLabel = "tiny|vit-b-32",
            description = "Of the untrained image encoder (default: tiny).")
    @Nullable
    String size;

    @Option(names = "--seed", paramLabel = "NUMBER", description = "Of the untrained weights (default: 1).")
    @Nullable
    Long seed;

    @Option(
            names = "--out",
            required = true,
            paramLabel = "DIR",
            description = "The package; nothing may be there yet.")
    Path out = Path.of("");

    @Mixin
    FormatOption format = new FormatOption();

    @Override
    public Integer call() {
        PackageReport.of(build()).print(CommandOutput.out(spec), format.format);
        return ExitCode.OK.code();
    }

    private ModelPackage build() {
        if (untrained == (family != null)) {
            throw new CommandException(
                    ExitCode.USAGE,
                    "model build: " + (untrained ? "both" : "neither")
                            + " --family and --untrained (expected: one of them)");
        }
        if (family == null) {
            refuse("--untrained", "--clip", clip, "--head", head, "--descriptors", descriptors, "--labels", labels);
            refuse("--untrained", "--vocabulary", vocabulary, "--activation", activation);
            refuse("--untrained", "--weights, --ignore or --low-rank", checkpoint.isGiven() ? checkpoint : null);
            return UntrainedModel.build(
                    out,
                    Choice.of(UntrainedModel.Size.class, "--size", size == null ? "tiny" : size),
                    seed == null ? 1 : seed);
        }
        refuse("--family " + family, "--size", size, "--seed", seed);
        return FamilyBuilder.build(
                request(Choice.of(Family.class, "--family", family)),
                out,
                new PrintedProgress(CommandOutput.err(spec)));
    }

    private FamilyRequest request(Family chosen) {
        Path weights = required("--clip", clip);
        LabelDescriptions described = LabelSetFile.find(required("--labels", labels));
        Optional<Activation> trainedWith =
                Optional.ofNullable(activation).map(name -> Choice.of(Activation.class, "--activation", name));
        CheckpointChoices choices = checkpoint.choices();
        return switch (chosen) {
            case CLIP -> {
                refuse("--family clip", "--head", head, "--descriptors", descriptors);
                yield new FamilyRequest.Clip(
                        weights, described, VocabularyFinder.given(vocabulary, weights), trainedWith, choices);
            }
            case EXP_CLIP -> {
                refuse("--family exp-clip", "--descriptors", descriptors);
                yield new FamilyRequest.ExpClip(
                        weights,
                        required("--head", head),
                        described,
                        VocabularyFinder.given(vocabulary, weights),
                        trainedWith,
                        choices);
            }
            case CLIPER -> {
                refuse("--family cliper", "--head", head);
                yield new FamilyRequest.Cliper(
                        weights, required("--descriptors", descriptors), described.labelSet(), trainedWith, choices);
            }
        };
    }

    private <T> T required(String option, @Nullable T value) {
        if (value == null) {
            throw new CommandException(
                    ExitCode.USAGE,
                    option + ": not given (--family " + family + " needs it; see mien model build --help)");
        }
        return value;
    }

    /** Options that were given in vain would leave the user in an error about what was built. */
    private static void refuse(String choice, @Nullable Object... optionsAndValues) {
        for (int i = 0; i < optionsAndValues.length; i += 2) {
            if (optionsAndValues[i + 1] != null) {
                throw new CommandException(
                        ExitCode.USAGE, optionsAndValues[i] + ": has no meaning with " + choice + " (leave it out)");
            }
        }
    }
}
