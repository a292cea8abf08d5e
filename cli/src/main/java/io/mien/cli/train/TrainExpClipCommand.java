package io.mien.cli.train;

import io.mien.cli.clips.ListedClipPictures;
import io.mien.cli.terminal.ExitCode;
import io.mien.cli.terminal.VocabularyFinder;
import io.mien.evaluation.ClipList;
import io.mien.making.importing.SourceFiles;
import io.mien.making.labels.LabelDescriptions;
import io.mien.making.labels.LabelSetFile;
import io.mien.training.engine.NamedWeights;
import io.mien.training.engine.RunSettings;
import io.mien.training.engine.Selection;
import io.mien.training.published.ExpClipRecipe;
import io.mien.training.published.ExpClipTraining;
import io.mien.training.published.ListedData;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code mien train exp-clip}. */
@Command(
        name = "exp-clip",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description =
                "Trains Exp-CLIP's head: each clip is to find its own teacher's vector among its batch's. The list's"
                        + " labels are not looked at. Defaults are the published ones. Its WAR is the part of clips that find theirs.",
        footer = {
            "",
            "Example:",
            "  mien train exp-clip --list faces.txt --root /data/faces --teacher vectors.safetensors \\",
            "      --from ViT-B-32.pt --labels dfew-7 --run runs/head --out models/exp-clip",
            "",
            "Vectors: one tensor \"teacher\" [clips, width] in the list's order, or a tensor [width] for each clip under its",
            "path as the list writes it."
        })
final class TrainExpClipCommand implements Callable<Integer> {
    private static final ExpClipRecipe PUBLISHED = ExpClipRecipe.published();

    @Spec
    @Nullable
    CommandSpec spec;

    @Mixin
    TrainingListOptions list = new TrainingListOptions();

    @Option(
            names = "--teacher",
            required = true,
            paramLabel = "FILE",
            description = "The clips' vectors: .safetensors.")
    Path teacher = Path.of("");

    @Mixin
    ClipFileOptions clip = new ClipFileOptions();

    @Option(
            names = "--vocabulary",
            paramLabel = "FILE",
            description = "Of CLIP's tokenizer, for the labels' prompts (default: one beside --from).")
    @Nullable
    Path vocabulary;

    @Option(
            names = "--frames",
            description =
                    "Of a clip, whose features' mean counts (default: ${DEFAULT-VALUE}, as published, for stills).")
    int frames = PUBLISHED.frames();

    @Option(names = "--epochs", description = "How many (default: ${DEFAULT-VALUE}).")
    int epochs = PUBLISHED.epochs();

    @Option(names = "--batch", description = "Clips of a step (default: ${DEFAULT-VALUE}).")
    int batch = PUBLISHED.batch();

    @Option(names = "--rate", description = "Learning rate (default: ${DEFAULT-VALUE}).")
    double rate = PUBLISHED.rate();

    @Mixin
    SgdOptions sgd = new SgdOptions();

    @Mixin
    RunOptions run = new RunOptions();

    @Override
    public Integer call() {
        ExpClipRecipe recipe = recipe();
        RunSettings settings = settings();
        // What is needed at the end is asked for at the beginning.
        LabelDescriptions labels = LabelSetFile.find(clip.labels);
        Path words = VocabularyFinder.given(vocabulary, clip.file());
        ClipList clips = list.read();
        ListedData data =
                new ListedData(clips, Optional.empty(), List.of(SourceFiles.of("list", clips.file())), new TreeMap<>());
        ExpClipTraining training = new ExpClipTraining(
                recipe,
                clip.file(),
                clip.activation(),
                teacher,
                settings,
                new ListedClipPictures(),
                new RunProgress(spec));
        NamedWeights weights = training.train(data);
        TrainedPackage.print(
                training.write(
                        run.out, data, weights, labels, words, list.called.nameOr("exp-clip"), list.called.version),
                spec);
        return ExitCode.OK.code();
    }

    ExpClipRecipe recipe() {
        return new ExpClipRecipe(run.seed, frames, epochs, batch, rate, sgd.optimizer());
    }

    RunSettings settings() {
        return run.settings(Selection.LAST);
    }
}
