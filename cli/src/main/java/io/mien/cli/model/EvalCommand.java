package io.mien.cli.model;

import io.mien.cli.clips.ClipListOptions;
import io.mien.cli.clips.ListedClipPictures;
import io.mien.cli.terminal.CommandException;
import io.mien.cli.terminal.ExitCode;
import io.mien.cli.terminal.ModelText;
import io.mien.cli.terminal.OutputFormat;
import io.mien.cli.terminal.PrecisionOption;
import io.mien.cli.terminal.ProgressLine;
import io.mien.evaluation.ClipList;
import io.mien.evaluation.Confusion;
import io.mien.evaluation.ConfusionPicture;
import io.mien.evaluation.Evaluation;
import io.mien.evaluation.ListEvaluator;
import io.mien.evaluation.PairedComparison;
import io.mien.evaluation.RecallIntervals;
import io.mien.evaluation.SubjectSplit;
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
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
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
            "  mien eval --model mine --against models/dfew --list test.txt --intervals-by '([^/]+)/[^/]+$' --table t.tex",
            "  mien eval --model models/dfew --list 'test(single-labeled)/set_1.csv' --format dfew --root Clip/clip_224x224",
            "",
            "A list has one clip a line: folder, frames, label; the folder may be a video. Instead of a list, a store",
            "of rendered clips, or a data set's own label file. A class without clips is named and left out of the unweighted average."
        })
public final class EvalCommand implements Callable<Integer> {
    private static final Logger log = LoggerFactory.getLogger(EvalCommand.class);

    private static final double MILLISECONDS = 1000;
    private static final long INTERVALS_SEED = 1;

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

    @Mixin
    PrecisionOption precision = new PrecisionOption();

    @Mixin
    ClipListOptions listed = new ClipListOptions();

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

    @Option(
            names = "--intervals-by",
            paramLabel = "REGEX",
            description =
                    "Also say how far WAR and UAR may be off, from 2000 draws of the subjects: 95 of 100 lie within."
                            + " What of a clip's path is its subject: the first group's match (the folder above the clip's own is"
                            + " '([^/]+)/[^/]+$').")
    @Nullable
    String intervalsBy;

    @Option(
            names = "--against",
            paramLabel = "DIR",
            description = "Another model on the same clips, compared by McNemar's exact test.")
    @Nullable
    Path against;

    @Option(
            names = "--table",
            paramLabel = "FILE.csv|FILE.tex",
            description = "Write each class's recall, UAR and WAR of every list, and their means.")
    @Nullable
    Path table;

    @Mixin
    EvaluationFormats formats = new EvaluationFormats();

    /**
     * A list's result.
     *
     * @param list where it is
     * @param clips of it, whole
     * @param windows of the clips; empty if they were not asked for
     * @param leastProbability below which the model is unsure
     * @param intervals of the recalls; empty if they were not asked for
     * @param compared with another model; empty if there is none
     */
    record Fold(
            Path list,
            Evaluation clips,
            Optional<Evaluation> windows,
            double leastProbability,
            Optional<RecallIntervals> intervals,
            Optional<PairedComparison> compared) {}

    @Override
    public Integer call() throws IOException {
        if (models.size() != 1 && models.size() != lists.size()) {
            throw new CommandException(
                    ExitCode.USAGE,
                    "--model: " + models.size() + " for " + lists.size()
                            + " lists (expected: one, or as many as there are lists)");
        }
        OutputFormat output = formats.output(); // what is wrong is said before anything is run
        Optional<Pattern> subject = subject();
        if (table != null) {
            EvaluationTable.requireKind(table);
        }
        List<Fold> folds = new ArrayList<>();
        for (int i = 0; i < lists.size(); i++) {
            folds.add(evaluate(models.get(models.size() == 1 ? 0 : i), lists.get(i), subject));
        }
        if (spec == null) {
            throw new IllegalStateException("picocli sets the specification before it calls");
        }
        PrintWriter out = spec.commandLine().getOut();
        switch (output) {
            case TEXT -> EvaluationText.print(folds, out);
            case JSON -> EvaluationJson.print(folds, out);
        }
        if (picture != null) {
            ConfusionPicture.write(together(folds), folds.get(0).clips().labels(), picture);
        }
        if (table != null) {
            EvaluationTable.write(folds, table);
        }
        return ExitCode.OK.code();
    }

    private Optional<Pattern> subject() {
        try {
            return Optional.ofNullable(intervalsBy).map(Pattern::compile);
        } catch (PatternSyntaxException e) {
            throw new CommandException(
                    ExitCode.USAGE,
                    "--intervals-by " + intervalsBy + ": " + e.getDescription() + " (expected: a regular expression)",
                    e);
        }
    }

    /** All folds' clips. */
    private static Confusion together(List<Fold> folds) {
        Confusion.Counter counter =
                new Confusion.Counter(folds.get(0).clips().labels().size());
        folds.forEach(fold -> fold.clips().clips().forEach(clip -> counter.add(clip.label(), clip.predicted())));
        return counter.count();
    }

    private Fold evaluate(Path model, Path list, Optional<Pattern> subject) {
        // What cannot be read is said before the model is loaded.
        Optional<ClipList> clips =
                ClipStore.isStore(list) ? Optional.empty() : Optional.of(listed.read(list, formats.list()));
        Scored scored = score(model, list, clips, windows);
        Optional<RecallIntervals> intervals = subject.map(pattern -> RecallIntervals.of(
                scored.clips, clip -> SubjectSplit.subject(list, clip.path(), pattern), INTERVALS_SEED));
        Optional<PairedComparison> compared = Optional.ofNullable(against)
                .map(other -> PairedComparison.of(
                        scored.clips.clips(),
                        score(other, list, clips, null).clips.clips()));
        return new Fold(list, scored.clips, scored.windows, scored.leastProbability, intervals, compared);
    }

    /** What a model says of a list. */
    private record Scored(Evaluation clips, Optional<Evaluation> windows, double leastProbability) {}

    private Scored score(Path model, Path list, Optional<ClipList> clips, @Nullable Duration cutInto) {
        RunnerOptions options =
                new RunnerOptions(Runtime.getRuntime().availableProcessors()).withPrecision(precision.choice());
        try (ModelRunner runner = new SavedModelRunnerFactory(model, options).open()) {
            ModelManifest manifest = runner.manifest();
            if (manifest.untrained()) {
                log.warn("model {}", ModelText.of(manifest));
            }
            ListEvaluator evaluator = new ListEvaluator(runner, new ListedClipPictures(), listed.skipBad());
            if (clips.isEmpty()) {
                return new Scored(ofStore(evaluator, list), Optional.empty(), manifest.leastProbability());
            }
            ClipList labelled = clips.get();
            IntConsumer progress = progress(labelled.clips().size());
            Evaluation whole = evaluator.wholeClips(labelled, progress);
            Optional<Evaluation> cut = cutInto == null
                    ? Optional.empty()
                    : Optional.of(evaluator.windows(labelled, grid(manifest.clipLength(), cutInto), progress));
            return new Scored(whole, cut, manifest.leastProbability());
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
