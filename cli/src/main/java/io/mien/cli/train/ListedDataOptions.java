package io.mien.cli.train;

import io.mien.cli.terminal.Choice;
import io.mien.cli.terminal.CommandException;
import io.mien.cli.terminal.ExitCode;
import io.mien.evaluation.ClipList;
import io.mien.evaluation.SubjectSplit;
import io.mien.making.importing.SourceFiles;
import io.mien.models.SourceFile;
import io.mien.training.engine.Selection;
import io.mien.training.published.ListedData;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Options of a run that learns labels from lists of clips: which clips it is scored on, and what follows from it. */
final class ListedDataOptions {

    @Mixin
    TrainingListOptions lists = new TrainingListOptions();

    @Option(
            names = "--validation",
            paramLabel = "FILE",
            description = "A list that is scored after every epoch. The published protocol gives the test list here.")
    @Nullable
    Path validation;

    @Option(
            names = "--hold-out-subjects",
            paramLabel = "FRACTION",
            description = "Instead of --validation: hold this part of the list's subjects back and score them.")
    @Nullable
    Double heldOut;

    @Option(
            names = "--subject",
            paramLabel = "REGEX",
            description = "What of a clip's path as the list writes it is its subject: the first group's match"
                    + " (default: the folder above the clip's own).")
    @Nullable
    String subject;

    @Option(
            names = "--select",
            paramLabel = "last|best-war|best-uar",
            description =
                    "Which epoch's weights are kept (default: best-war, as published, if any clips are scored; else last).")
    @Nullable
    String select;

    Selection selection() {
        if (select != null) {
            return Choice.of(Selection.class, "--select", select);
        }
        return validation == null && heldOut == null ? Selection.LAST : Selection.BEST_WAR;
    }

    ListedData read(long seed) {
        if (validation != null && heldOut != null) {
            throw new CommandException(
                    ExitCode.USAGE, "--validation and --hold-out-subjects: both given (expected: one of them)");
        }
        if (subject != null && heldOut == null) {
            throw new CommandException(
                    ExitCode.USAGE, "--subject: has no meaning without --hold-out-subjects (leave it out)");
        }
        ClipList list = lists.read();
        List<SourceFile> sources = new ArrayList<>(List.of(SourceFiles.of("list", list.file())));
        TreeMap<String, String> options = new TreeMap<>();
        if (!lists.reading.labels().isEmpty()) {
            options.put("list-labels", String.join(" ", lists.reading.labels()));
        }
        if (validation != null) {
            ClipList scored = lists.read(validation);
            sources.add(SourceFiles.of("validation", validation));
            return new ListedData(list, Optional.of(scored), sources, options);
        }
        if (heldOut == null) {
            return new ListedData(list, Optional.empty(), sources, options);
        }
        Pattern pattern = pattern(subject == null ? SubjectSplit.FOLDER_ABOVE : subject);
        SubjectSplit split = SubjectSplit.of(list, pattern, heldOut, seed);
        options.put("hold-out-subjects", heldOut.toString());
        options.put("held-out-subjects", String.join(" ", split.subjects()));
        options.put("subject", pattern.toString());
        return new ListedData(list.with(split.training()), Optional.of(list.with(split.heldOut())), sources, options);
    }

    private static Pattern pattern(String expression) {
        try {
            return Pattern.compile(expression);
        } catch (PatternSyntaxException e) {
            throw new CommandException(
                    ExitCode.USAGE,
                    "--subject " + expression + ": " + e.getDescription() + " (expected: a regular expression)",
                    e);
        }
    }
}
