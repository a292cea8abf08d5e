package io.mien.cli.stream;

import io.mien.cli.deadletters.LetterExport;
import io.mien.cli.deadletters.LetterFilter;
import io.mien.cli.deadletters.LetterReader;
import io.mien.cli.terminal.CommandException;
import io.mien.cli.terminal.CommandOutput;
import io.mien.cli.terminal.ExitCode;
import io.mien.cli.terminal.FileText;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code mien dlq export}. */
@Command(
        name = "export",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = "Writes dead letters to a file, one JSON object on a line.",
        footer = {
            "",
            "Example:",
            "  mien dlq export --reason NOT_AVRO --to letters.jsonl",
            "",
            "Keys and headers are in Base64. So are values, which may hold pictures of people: only with --values."
        })
final class DlqExportCommand implements Callable<Integer> {

    @Spec
    @Nullable
    CommandSpec spec;

    @Mixin
    KafkaOptions kafka = new KafkaOptions();

    @Mixin
    LetterFilterOptions letters = new LetterFilterOptions();

    @Option(
            names = "--to",
            required = true,
            paramLabel = "FILE",
            description = "Where they are written; a file that is there is kept.")
    Path file = Path.of("");

    @Option(names = "--values", description = "Also the records' values, with the pictures in them.")
    boolean values;

    @Override
    public Integer call() {
        LetterFilter filter = letters.filter();
        DlqCommand.requireTopics(kafka, filter.sourceTopics(), Set.of());
        long count;
        try (LetterReader reader = new LetterReader(kafka.clientSettings(), values);
                BufferedWriter writer = Files.newBufferedWriter(
                        file, StandardCharsets.UTF_8, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            count = LetterExport.write(reader, filter, writer);
        } catch (IOException e) {
            throw refusal(e);
        } catch (UncheckedIOException e) {
            throw refusal(Objects.requireNonNull(e.getCause()));
        }
        PrintWriter out = CommandOutput.out(spec);
        out.println("exported: " + count + " to " + file);
        out.flush();
        return ExitCode.OK.code();
    }

    private CommandException refusal(IOException failure) {
        return new CommandException(
                ExitCode.DISK, "--to " + file + ": cannot be written (" + FileText.of(failure) + ")", failure);
    }
}
