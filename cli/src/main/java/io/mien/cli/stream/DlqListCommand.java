package io.mien.cli.stream;

import io.mien.cli.deadletters.LetterFilter;
import io.mien.cli.deadletters.LetterListing;
import io.mien.cli.deadletters.LetterReader;
import io.mien.cli.terminal.CommandException;
import io.mien.cli.terminal.CommandOutput;
import io.mien.cli.terminal.ExitCode;
import io.mien.cli.terminal.FormatOption;
import io.mien.cli.terminal.OutputFormat;
import java.io.PrintWriter;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code mien dlq list}. */
@Command(
        name = "list",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = "Counts the dead letters by topic and reason, and lists the newest.",
        footer = {
            "",
            "Examples:",
            "  mien dlq list --since 10m",
            "  mien dlq list --reason UNKNOWN_SCHEMA --stream camera-1 --format json"
        })
final class DlqListCommand implements Callable<Integer> {

    @Spec
    @Nullable
    CommandSpec spec;

    @Mixin
    KafkaOptions kafka = new KafkaOptions();

    @Mixin
    LetterFilterOptions letters = new LetterFilterOptions();

    @Option(
            names = "--limit",
            paramLabel = "N",
            defaultValue = "20",
            description = "How many are listed one by one; all are counted (default: ${DEFAULT-VALUE}).")
    int limit;

    @Mixin
    FormatOption format = new FormatOption();

    @Override
    public Integer call() {
        if (limit < 0) {
            throw new CommandException(ExitCode.USAGE, "--limit: " + limit + " (expected: 0 or more)");
        }
        LetterFilter filter = letters.filter();
        DlqCommand.requireTopics(kafka, filter.sourceTopics(), Set.of());
        PrintWriter out = CommandOutput.out(spec);
        try (LetterReader reader = new LetterReader(kafka.clientSettings(), false)) {
            LetterListing listing = LetterListing.read(reader, filter, limit);
            if (format.format == OutputFormat.JSON) {
                CommandOutput.printJson(out, listing);
            } else {
                print(out, listing);
            }
        }
        return ExitCode.OK.code();
    }

    private static void print(PrintWriter out, LetterListing listing) {
        out.println("dead letters: " + listing.total());
        listing.counts().forEach(count -> out.printf("%8d  %s  %s%n", count.count(), count.topic(), count.reason()));
        if (!listing.letters().isEmpty()) {
            out.println("the newest " + listing.letters().size() + ":");
            listing.letters().forEach(letter -> out.println("  " + letter.line()));
        }
        out.flush();
    }
}
