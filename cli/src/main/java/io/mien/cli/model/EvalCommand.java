package io.mien.cli.model;

import io.mien.cli.clips.ListedClipPictures;
import io.mien.cli.terminal.CommandException;
import io.mien.cli.terminal.ExitCode;
import io.mien.cli.terminal.FormatOption;
import io.mien.cli.terminal.ModelText;
import io.mien.cli.terminal.ProgressLine;
import io.mien.evaluation.ClipList;
import io.mien.evaluation.Confusion;
import io.mien.evaluation.ConfusionPicture;
import io.mien.evaluation.Evaluation;
import io.mien.evaluation.ListEvaluator;
import io.mien.evaluation.TimeGrid;
import io.mien.models.ModelManifest;
import io.mien.models.ModelRunner;
import io.mien.models.tensorflow.RunnerOptions;
import io.mien.models.tensorflow.SavedModelRunnerFactory;
import io.mien.training.store.ClipStore;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code mien eval}. */
@Command(
        name = "eval",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = "Measures a model over a list of labelled clips, by the published protocols: weighted and"
                + " unweighted average recall, each class's recall, the confusion matrix, calibration.",
        footer = {
            "",
            "Examples:",
            "  mien eval --model models/dfer-clip --list annotation/set_1_test.txt --root /data/DFEW",
            "  mien eval --model fold1 --model fold2 --list set_1.txt --list set_2.txt   averaged over folds",
            "  mien eval --model models/demo --list test.clips --format json",
            "",
            "A list has one clip a line: folder, frames, label; the folder may be a video. Instead of a list, a store",
            "of rendered clips. A class without clips is named and left out of the unweighted average."
        })
public final class EvalCommand implements Callable<Integer> {
    private static final Logger log = LoggerFactory.getLogger(EvalCommand.class);

    private static final double MILLISECONDS = 1000;

    @Spec
    @Nullable
    CommandSpec spec;

    @Option(
            names = "--model",
            required = true,
            paramLabel = "DIR",
            description = "The model package; one for all lists, or one for each.")
    List<Path> models = List.of();

    @Option(
            names = "--list",
            required = true,
            paramLabel = "FILE",
            description = "The labelled clips. Several are folds, whose figures are averaged.")
    List<Path> lists = List.of();

    @Option(
            names = "--root",
            paramLabel = "DIR",
            description = "Folder of the clips on this machine, whatever folder the list names.")
    @Nullable
    Path root;

    @Option(
            names = "--windows",
            paramLabel = "DURATION",
            description = "Also cut the clips as the stream would, into windows of this length (PT2S).")
    @Nullable
    Duration windows;

    @Option(
            names = "--slide-cells",
            defaultValue = "4",
            description = "Cells (sixteenths of a window) from one window to the next (default: ${DEFAULT-VALUE}).")
    int slideCells;

    @Option(
            names = "--frame-rate",
            defaultValue = "25",
            description = "Frame rate of the clips, for --windows (default: ${DEFAULT-VALUE}).")
    double frameRate;

    @Option(names = "--picture", paramLabel = "FILE.png", description = "Draw the confusion matrix.")
    @Nullable
    Path picture;

    @Mixin
    FormatOption format = new FormatOption();

    /** A list's result, that of its windows where they were asked for, and below which probability the model is unsure. */
    record Fold(Path list, Evaluation clips, Optional<Evaluation> windows, double leastProbability) {}

    @Override
    public Integer call() throws IOException {
        if (models.size() != 1 && models.size() != lists.size()) {
            throw new CommandException(
                    ExitCode.USAGE,
                    "--model: " + models.size() + " for " + lists.size()
                            + " lists (expected: one, or as many as there are lists)");
        }
        List<Fold> folds = new ArrayList<>();
        for (int i = 0; i < lists.size(); i++) {
            folds.add(evaluate(models.get(models.size() == 1 ? 0 : i), lists.get(i)));
        }
        if (spec == null) {
            throw new IllegalStateException("picocli sets the specification before it calls");
        }
        PrintWriter out = spec.commandLine().getOut();
        switch (format.format) {
            case TEXT -> EvaluationText.print(folds, out);
            case JSON -> EvaluationJson.print(folds, out);
        }
        if (picture != null) {
            ConfusionPicture.write(together(folds), folds.get(0).clips().labels(), picture);
        }
        return ExitCode.OK.code();
    }

    /** All folds' clips. */
    private static Confusion together(List<Fold> folds) {
        Confusion.Counter counter =
                new Confusion.Counter(folds.get(0).clips().labels().size());
        folds.forEach(fold -> fold.clips().clips().forEach(clip -> counter.add(clip.label(), clip.predicted())));
        return counter.count();
    }

    private Fold evaluate(Path model, Path list) {
        // What cannot be read is said before the model is loaded.
        Optional<ClipList> clips = ClipStore.isStore(list) ? Optional.empty() : Optional.of(ClipList.read(list, root));
        int cores = Runtime.getRuntime().availableProcessors();
        try (ModelRunner runner = new SavedModelRunnerFactory(model, new RunnerOptions(cores)).open()) {
            ModelManifest manifest = runner.manifest();
            if (manifest.untrained()) {
                log.warn("model {}", ModelText.of(manifest));
            }
            ListEvaluator evaluator = new ListEvaluator(runner, new ListedClipPictures());
            if (clips.isEmpty()) {
                return new Fold(list, ofStore(evaluator, list), Optional.empty(), manifest.leastProbability());
            }
            ClipList listed = clips.get();
            Evaluation whole =
                    evaluator.wholeClips(listed, progress(listed.clips().size()));
            Optional<Evaluation> cut = windows == null
                    ? Optional.empty()
                    : Optional.of(evaluator.windows(
                            listed,
                            grid(manifest.clipLength(), windows),
                            progress(listed.clips().size())));
            return new Fold(list, whole, cut, manifest.leastProbability());
        }
    }

    private Evaluation ofStore(ListEvaluator evaluator, Path list) {
        if (windows != null) {
            throw new CommandException(
                    ExitCode.USAGE, "--windows: with a store of rendered clips (expected: a list of clips)");
        }
        try (ClipStore store = ClipStore.open(list)) {
            return evaluator.store(store, progress(store.clips()));
        }
    }

    private TimeGrid grid(int clipLength, Duration length) {
        return new TimeGrid(clipLength, frameRate, length.toMillis() / MILLISECONDS, slideCells);
    }

    /** One line on the terminal that is written over. */
    private IntConsumer progress(int clips) {
        ProgressLine line = new ProgressLine(spec);
        return done -> line.show("eval: " + done + " of " + clips + " clips", done == clips);
    }
}
