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
import io.mien.evaluation.EvaluatedClip;
import io.mien.evaluation.Evaluation;
import io.mien.evaluation.ListEvaluator;
import io.mien.evaluation.RecallIntervals;
import io.mien.evaluation.TimeGrid;
import io.mien.models.ModelManifest;
import io.mien.models.ModelRunner;
import io.mien.models.tensorflow.RunnerOptions;
import io.mien.models.tensorflow.SavedModelRunnerFactory;
import io.mien.training.store.ClipStore;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Function;
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
            "  mien eval --model mine --against models/dfew --list test.txt --intervals-by '([^/]+)/[^/]+$' --table t.tex",
            "  mien eval --model mine --list test.csv --group-by gender --page report.html",
            "  mien eval --model models/dfew --list 'test(single-labeled)/set_1.csv' --format dfew --root Clip/clip_224x224",
            "",
            "A list has one clip a line: folder, frames, label; the folder may be a video. Or its first line names its columns:",
            "clip,frames,label,subject,group. Instead of a list, a store of rendered clips, or a data set's own label file.",
            "A class without clips is named and left out of the unweighted average."
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

    @Mixin
    ComparedSubjects subjects = new ComparedSubjects();

    @Option(
            names = "--against",
            paramLabel = "DIR",
            description = "Another model on the same clips, compared by McNemar's exact test and, where the clips'"
                    + " subjects are known, by draws of the subjects; one for all lists, or one for each.")
    List<Path> against = List.of();

    @Mixin
    EvaluationFiles files = new EvaluationFiles();

    @Mixin
    EvaluationFormats formats = new EvaluationFormats();

    @Override
    public Integer call() {
        requireOneOrAll("--model", models);
        if (!against.isEmpty()) {
            requireOneOrAll("--against", against);
        }
        OutputFormat output = formats.output(); // what is wrong is said before anything is run
        subjects.requirePattern();
        files.require();
        EvaluationReport report = evaluate();
        if (spec == null) {
            throw new IllegalStateException("picocli sets the specification before it calls");
        }
        PrintWriter out = spec.commandLine().getOut();
        switch (output) {
            case TEXT -> EvaluationText.print(report, out);
            case JSON -> EvaluationJson.print(report, out);
        }
        files.write(report);
        return ExitCode.OK.code();
    }

    private void requireOneOrAll(String option, List<Path> folders) {
        if (folders.size() != 1 && folders.size() != lists.size()) {
            throw new CommandException(
                    ExitCode.USAGE,
                    option + ": " + folders.size() + " for " + lists.size()
                            + " lists (expected: one, or as many as there are lists)");
        }
    }

    /** All lists are read before a model is loaded, so that what cannot be read is said in seconds. */
    private EvaluationReport evaluate() {
        Map<Path, ClipList> read = new LinkedHashMap<>();
        for (Path list : lists) {
            if (!ClipStore.isStore(list)) {
                read.put(list, listed.read(list, formats.list()));
            }
        }
        List<ClipList> labelled = List.copyOf(read.values());
        List<String> groups = subjects.groups(labelled);
        Optional<Function<EvaluatedClip, String>> subject = subjects.subject(lists, labelled);
        List<EvaluatedFold> folds = new ArrayList<>();
        for (int i = 0; i < lists.size(); i++) {
            Path list = lists.get(i);
            Optional<ClipList> clips = Optional.ofNullable(read.get(list));
            Scored scored = score(models.get(models.size() == 1 ? 0 : i), list, clips, windows);
            Optional<Scored> other = against.isEmpty()
                    ? Optional.empty()
                    : Optional.of(score(against.get(against.size() == 1 ? 0 : i), list, clips, null));
            folds.add(new EvaluatedFold(
                    list,
                    scored.model,
                    scored.clips,
                    scored.windows,
                    other.map(Scored::model),
                    other.map(Scored::clips),
                    subject.map(of -> RecallIntervals.of(scored.clips, of, INTERVALS_SEED))));
        }
        List<Evaluation> own = folds.stream().map(EvaluatedFold::clips).toList();
        List<Evaluation> others =
                folds.stream().flatMap(fold -> fold.other().stream()).toList();
        folds.forEach(EvaluatedFold::compared); // refuses what cannot be compared, before it is drawn from
        return new EvaluationReport(
                folds,
                subject.map(of -> RecallIntervals.of(own, of, INTERVALS_SEED)),
                others.isEmpty()
                        ? Optional.empty()
                        : subject.map(of -> RecallIntervals.ofDifference(own, others, of, INTERVALS_SEED)),
                groups);
    }

    /** What a model says of a list. */
    private record Scored(ModelManifest model, Evaluation clips, Optional<Evaluation> windows) {}

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
                return new Scored(manifest, ofStore(evaluator, list), Optional.empty());
            }
            ClipList labelled = clips.get();
            IntConsumer progress = progress(labelled.clips().size());
            Evaluation whole = evaluator.wholeClips(labelled, progress);
            Optional<Evaluation> cut = cutInto == null
                    ? Optional.empty()
                    : Optional.of(evaluator.windows(labelled, grid(manifest.clipLength(), cutInto), progress));
            return new Scored(manifest, whole, cut);
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
