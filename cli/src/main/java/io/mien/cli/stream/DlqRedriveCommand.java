package io.mien.cli.stream;

import io.mien.cli.deadletters.LetterFilter;
import io.mien.cli.deadletters.Redrive;
import io.mien.cli.deadletters.RedriveResult;
import io.mien.cli.terminal.CommandOutput;
import io.mien.cli.terminal.ExitCode;
import io.mien.cli.terminal.FormatOption;
import io.mien.cli.terminal.KeyOptions;
import io.mien.cli.terminal.OutputFormat;
import io.mien.schemas.Topic;
import io.mien.schemas.registry.SchemaRegistry;
import java.io.PrintWriter;
import java.util.EnumSet;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code mien dlq redrive}. */
@Command(
        name = "redrive",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description =
                "Puts dead letters back into the topics they were set aside from, if they can be read now; each record once.",
        footer = {
            "",
            "Examples:",
            "  mien dlq redrive --dry-run",
            "  mien dlq redrive --reason UNKNOWN_SCHEMA     after the schema has been registered",
            "",
            "It may be repeated: what was put back is known to the cluster (group mien-redrive). A record that is set",
            "aside again is a new dead letter, which says how often it was put back."
        })
final class DlqRedriveCommand implements Callable<Integer> {

    @Spec
    @Nullable
    CommandSpec spec;

    @Mixin
    KafkaOptions kafka = new KafkaOptions();

    @Mixin
    KeyOptions keys = new KeyOptions();

    @Mixin
    LetterFilterOptions letters = new LetterFilterOptions();

    @Option(names = "--dry-run", description = "Only say what would be put back.")
    boolean dryRun;

    @Mixin
    FormatOption format = new FormatOption();

    @Override
    public Integer call() {
        LetterFilter filter = letters.filter();
        Set<Topic> written = EnumSet.noneOf(Topic.class);
        if (!dryRun) {
            written.addAll(filter.sourceTopics());
        }
        DlqCommand.requireTopics(kafka, filter.sourceTopics(), written);
        PrintWriter out = CommandOutput.out(spec);
        try (SchemaRegistry registry =
                kafka.schemaRegistrySettings().withKeys(keys.reading()).open()) {
            RedriveResult result = new Redrive(kafka.clientSettings(), registry, filter, dryRun).run();
            if (format.format == OutputFormat.JSON) {
                CommandOutput.printJson(out, result);
            } else {
                out.println(result.text());
                out.flush();
            }
        }
        return ExitCode.OK.code();
    }
}
