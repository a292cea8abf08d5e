package io.mien.cli.model;

import io.mien.cli.terminal.CommandException;
import io.mien.cli.terminal.ExitCode;
import io.mien.cli.terminal.FileText;
import io.mien.evaluation.ConfusionPicture;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** What an evaluation leaves besides what it prints. */
final class EvaluationFiles {

    @Option(names = "--picture", paramLabel = "FILE.png", description = "Draw the confusion matrix.")
    @Nullable
    Path picture;

    @Option(
            names = "--table",
            paramLabel = "FILE.csv|FILE.tex",
            description = "Write each class's recall, UAR and WAR of every list, their means, and of every group.")
    @Nullable
    Path table;

    @Option(
            names = "--page",
            paramLabel = "FILE.html",
            description =
                    "Write all of it as a page of one file: the confusion matrix and the calibration drawn, groups, the"
                            + " comparison, and the clips that were mistaken the most surely. It shows no pictures of faces.")
    @Nullable
    Path page;

    @Option(
            names = "--coverage",
            paramLabel = "FILE.svg",
            description = "Draw how many answers are right over how many clips are answered, for margins of 0 to 0.95.")
    @Nullable
    Path coverage;

    @Option(
            names = "--worst",
            defaultValue = "20",
            description = "How many mistaken clips the page lists (default: ${DEFAULT-VALUE}).")
    int worst;

    /** Refuses what could not be written, before hours are spent on it. */
    void require() {
        if (worst < 0) {
            throw new CommandException(ExitCode.USAGE, "--worst: " + worst + " (expected: at least 0)");
        }
        if (table != null) {
            EvaluationTable.requireKind(table);
        }
        requireFolder("--picture", picture);
        requireFolder("--table", table);
        requireFolder("--page", page);
        requireFolder("--coverage", coverage);
    }

    private static void requireFolder(String option, @Nullable Path file) {
        Path folder = file == null ? null : file.toAbsolutePath().getParent();
        if (folder != null && !Files.isDirectory(folder)) {
            throw new CommandException(
                    ExitCode.DISK, option + " " + file + ": no folder " + folder + " (expected: one that is there)");
        }
    }

    void write(EvaluationReport report) {
        if (picture != null) {
            ConfusionPicture.write(report.together().confusion(), report.labels(), picture);
        }
        if (table != null) {
            write("--table", table, EvaluationTable.of(report, EvaluationTable.isCsv(table)));
        }
        if (coverage != null) {
            write(
                    "--coverage",
                    coverage,
                    EvaluationFigures.file(
                            EvaluationFigures.coverage(report.together().coverage(), report.leastProbability())));
        }
        if (page != null) {
            write("--page", page, EvaluationPage.of(report, worst));
        }
    }

    private static void write(String option, Path file, String text) {
        try {
            Files.writeString(file, text);
        } catch (IOException e) {
            throw new CommandException(
                    ExitCode.DISK, option + " " + file + ": cannot be written (" + FileText.of(e) + ")", e);
        }
    }
}
