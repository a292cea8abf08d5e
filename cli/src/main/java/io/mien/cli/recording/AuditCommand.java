package io.mien.cli.recording;

import io.mien.cli.terminal.CommandException;
import io.mien.cli.terminal.CommandOutput;
import io.mien.cli.terminal.ExitCode;
import io.mien.cli.terminal.FailureReport;
import io.mien.cli.terminal.FileText;
import io.mien.cli.terminal.FormatOption;
import io.mien.cli.terminal.KeyOptions;
import io.mien.cli.terminal.OutputFormat;
import io.mien.infer.audit.Audit;
import io.mien.infer.audit.AuditReport;
import io.mien.models.packages.ModelPackage;
import io.mien.recording.Recording;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.OptionalDouble;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code mien audit}. */
@Command(
        name = "audit",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description =
                "Computes every reading of a recording again and compares it with what was published. Needs no Kafka.",
        footer = {
            "",
            "Example:",
            "  mien audit --recording run --model models/demonstration/package --html audit.html",
            "",
            "It ends with 0 if all readings are identical or within the tolerance, with 1 if one diverged, is missing or",
            "invented, or the recording was changed, and with 2 if the audit could not be done. docs/audit.md."
        })
public final class AuditCommand implements Callable<Integer> {
    private static final int AGREES = 0;
    private static final int CONTRADICTS = 1;
    private static final int NOT_DONE = 2;

    @Spec
    @Nullable
    CommandSpec spec;

    @Option(names = "--recording", required = true, paramLabel = "DIR", description = "Folder of the recording.")
    Path recording = Path.of("");

    @Option(
            names = "--model",
            required = true,
            paramLabel = "DIR",
            description = "Model package that the readings are said to be made by.")
    Path model = Path.of("");

    @Option(
            names = "--tolerance",
            paramLabel = "X",
            description =
                    "By which a probability may differ (default: 0 where bits can be compared, 0.0001 where not; which it is,"
                            + " is said beforehand).")
    @Nullable
    Double tolerance;

    @Mixin
    FormatOption format = new FormatOption();

    @Mixin
    KeyOptions keys = new KeyOptions();

    @Option(
            names = "--html",
            paramLabel = "FILE",
            description = "Also write a page with a timeline there, which needs nothing else and can be printed.")
    @Nullable
    Path html;

    @Override
    @SuppressWarnings("CatchingUnchecked") // whatever goes wrong must not look like a verdict
    public Integer call() {
        PrintWriter err = CommandOutput.err(spec);
        try {
            return audit(err);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            int unused = FailureReport.print(e, err);
            return NOT_DONE;
        } catch (Exception | LinkageError e) {
            int unused = FailureReport.print(e, err);
            return NOT_DONE;
        }
    }

    private int audit(PrintWriter err) throws IOException, InterruptedException {
        if (tolerance != null && !(tolerance >= 0)) {
            throw new CommandException(ExitCode.USAGE, "--tolerance: " + tolerance + " (expected: at least 0)");
        }
        Recording opened = Recording.open(recording);
        ModelPackage modelPackage = ModelPackage.open(model);
        Path temporary = Files.createTempDirectory("mien-audit-");
        try {
            AuditReport report = new Audit(
                            opened,
                            modelPackage,
                            tolerance == null ? OptionalDouble.empty() : OptionalDouble.of(tolerance),
                            keys.access(),
                            temporary,
                            said -> {
                                err.println(said);
                                err.flush();
                            })
                    .run();
            print(report);
            if (html != null) {
                write(html, AuditPage.of(report, recording));
            }
            return switch (report.whole()) {
                case IDENTICAL, WITHIN -> AGREES;
                case DIVERGED -> CONTRADICTS;
                case INCOMPARABLE -> NOT_DONE;
            };
        } finally {
            delete(temporary);
        }
    }

    private void print(AuditReport report) {
        PrintWriter out = CommandOutput.out(spec);
        if (format.format == OutputFormat.JSON) {
            CommandOutput.printJson(out, AuditJson.of(report));
        } else {
            out.print(AuditText.of(report));
            out.flush();
        }
    }

    private static void write(Path file, String text) {
        try {
            Files.writeString(file, text, StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new CommandException(
                    ExitCode.DISK, "--html " + file + ": cannot be written (" + FileText.of(e) + ")", e);
        }
    }

    private static void delete(Path folder) throws IOException {
        try (Stream<Path> tree = Files.walk(folder)) {
            for (Path path : tree.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        }
    }
}
