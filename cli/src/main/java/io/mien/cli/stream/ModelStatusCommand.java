package io.mien.cli.stream;

import io.mien.cli.terminal.CommandOutput;
import io.mien.cli.terminal.ExitCode;
import io.mien.cli.terminal.FormatOption;
import io.mien.cli.terminal.OutputFormat;
import io.mien.infer.InferenceConfiguration;
import io.mien.schemas.avro.ModelEvent;
import java.io.PrintWriter;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code mien model status}. */
@Command(
        name = "status",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = "Says what became of the models that were put into a running inference job.",
        footer = {"", "Example:", "  mien model status --bootstrap-servers broker:9092 --format json"})
public final class ModelStatusCommand implements Callable<Integer> {

    @Spec
    @Nullable
    CommandSpec spec;

    @Mixin
    KafkaOptions kafka = new KafkaOptions();

    @Option(names = "--group", description = "Consumer group of the job (default: ${DEFAULT-VALUE}).")
    String group = InferenceConfiguration.DEFAULT_GROUP_ID;

    @Mixin
    FormatOption format = new FormatOption();

    @Override
    public Integer call() {
        List<ModelEvent> events;
        try (ModelTopics topics = ModelTopics.open(kafka, group, false)) {
            events = topics.past();
        }
        PrintWriter out = CommandOutput.out(spec);
        if (format.format == OutputFormat.JSON) {
            CommandOutput.printJson(out, ModelStatus.of(group, events));
        } else if (events.isEmpty()) {
            out.println("nothing was ever deployed to a job of group " + group);
        } else {
            ModelStatus.steps(events).forEach(event -> out.println(event.getAt() + " " + ModelEventText.line(event)));
        }
        out.flush();
        return ExitCode.OK.code();
    }
}
