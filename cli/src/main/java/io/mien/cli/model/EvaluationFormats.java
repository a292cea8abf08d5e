package io.mien.cli.model;

import io.mien.cli.terminal.Choice;
import io.mien.cli.terminal.CommandException;
import io.mien.cli.terminal.ExitCode;
import io.mien.cli.terminal.OutputFormat;
import io.mien.evaluation.ClipListFormat;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import picocli.CommandLine.Option;

/** The formats of what an evaluation reads and of what it prints: one option, since no word is of both. */
final class EvaluationFormats {

    @Option(
            names = "--format",
            paramLabel = "text|json|dfew|ferv39k|mafw",
            description =
                    "Of the output: text or json (default: text). Of the lists: dfew, ferv39k or mafw for the data"
                            + " sets' own label files (default: a line of folder, frames and label). May be given for each.")
    List<String> formats = List.of();

    OutputFormat output() {
        return one(OutputFormat.class).orElse(OutputFormat.TEXT);
    }

    ClipListFormat list() {
        return one(ClipListFormat.class).orElse(ClipListFormat.PUBLISHED);
    }

    private <E extends Enum<E>> Optional<E> one(Class<E> kind) {
        List<String> fitting = new ArrayList<>();
        for (String format : formats) {
            if (isOf(kind, format)) {
                fitting.add(format);
            } else if (!isOf(OutputFormat.class, format) && !isOf(ClipListFormat.class, format)) {
                throw new CommandException(
                        ExitCode.USAGE, "--format " + format + ": unknown (expected: text, json, dfew, ferv39k, mafw)");
            }
        }
        if (fitting.size() > 1) {
            throw new CommandException(
                    ExitCode.USAGE, "--format: " + String.join(" and ", fitting) + " (expected: one of them)");
        }
        return fitting.stream().map(word -> Choice.of(kind, "--format", word)).findFirst();
    }

    private static boolean isOf(Class<? extends Enum<?>> kind, String format) {
        return Stream.of(kind.getEnumConstants())
                .anyMatch(constant -> constant.name().toLowerCase(Locale.ROOT).equals(format));
    }
}
