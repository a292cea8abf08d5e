package io.mien.cli.stream;

import io.mien.cli.recording.AuditJson;
import io.mien.cli.recording.AuditPage;
import io.mien.cli.recording.AuditText;
import io.mien.cli.terminal.CommandException;
import io.mien.cli.terminal.CommandOutput;
import io.mien.cli.terminal.ExitCode;
import io.mien.cli.terminal.FailureReport;
import io.mien.cli.terminal.FileText;
import io.mien.cli.terminal.FormatOption;
import io.mien.cli.terminal.KeyOptions;
import io.mien.cli.terminal.OutputFormat;
import io.mien.cli.terminal.ProgressLine;
import io.mien.cli.terminal.StopSignal;
import io.mien.infer.audit.Audit;
import io.mien.infer.audit.AuditReport;
import io.mien.infer.audit.ChangedRecordingException;
import io.mien.models.packages.ModelPackage;
import io.mien.recording.Recording;
import io.mien.recording.kafka.RecordingPlan;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.concurrent.Callable;
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
                "Computes every reading of a recording, or of a range of the topics, again and compares it with what was published. Of a recording it needs no Kafka.",
        footer = {
            "",
            "Example:",
            "  mien audit --recording run --model models/demonstration/package --html audit.html",
            "  mien audit --bootstrap-servers broker:9092 --from 2026-11-29T08:00:00Z --for 1h --model models/demonstration/package",
            "  mien audit --bootstrap-servers broker:9092 --reading expressions/0/1200 --model models/demonstration/package",
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

    @Option(
            names = "--recording",
            paramLabel = "DIR",
            description =
                    "Folder of the recording. Without it the topics of --bootstrap-servers are recorded into a temporary folder first, as mien record does, up to where they end now or to their given end.")
    @Nullable
    Path recording;

    @Mixin
    RangeOptions range = new RangeOptions();

    @Mixin
    OneReadingOption one = new OneReadingOption();

    @Mixin
    KafkaOptions kafka = new KafkaOptions();

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
        } catch (ChangedRecordingException e) {
            int unused = FailureReport.print(e, err);
            return CONTRADICTS;
        } catch (Exception | LinkageError e) {
            int unused = FailureReport.print(e, err);
            return NOT_DONE;
        }
    }

    private int audit(PrintWriter err) throws IOException, InterruptedException {
        if (tolerance != null && !(tolerance >= 0)) {
            throw new CommandException(ExitCode.USAGE, "--tolerance: " + tolerance + " (expected: at least 0)");
        }
        ModelPackage modelPackage = ModelPackage.open(model);
        if (recording != null) {
            if (range.isGiven()) {
                throw new CommandException(
                        ExitCode.USAGE,
                        "--recording and a range of the topics: both (expected: one of them; a recording is audited as a whole)");
            }
            return audit(Recording.open(recording), String.valueOf(recording.getFileName()), modelPackage, err);
        }
        RecordingPlan plan = one.isGiven() ? one.plan(kafka, range) : range.plan();
        try (StopSignal stop = StopSignal.install();
                RecordedRange recorded = RecordedRange.record(
                        kafka, plan, one.isGiven() || range.hasEnd(), stop, new ProgressLine(spec))) {
            return audit(recorded.recording(), "the topics of " + kafka.bootstrapServers, modelPackage, err);
        }
    }

    private int audit(Recording opened, String name, ModelPackage modelPackage, PrintWriter err)
            throws IOException, InterruptedException {
        Optional<String> only = one.isGiven() ? Optional.of(one.idIn(opened)) : Optional.empty();
        Path temporary = Files.createTempDirectory("mien-audit-");
        try {
            AuditReport audited = new Audit(
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
            AuditReport report = only.map(id -> AuditOfOne.of(audited, id)).orElse(audited);
            print(report);
            if (html != null) {
                write(html, AuditPage.of(report, name));
            }
            return switch (report.whole()) {
                case IDENTICAL, WITHIN -> AGREES;
                case DIVERGED -> CONTRADICTS;
                case INCOMPARABLE -> NOT_DONE;
            };
        } finally {
            RecordedRange.delete(temporary);
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
}
