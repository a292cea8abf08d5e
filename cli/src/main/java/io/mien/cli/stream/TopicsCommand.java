package io.mien.cli.stream;

import io.mien.cli.terminal.CommandException;
import io.mien.cli.terminal.ExitCode;
import io.mien.cli.terminal.StandardOutput;
import io.mien.schemas.ForbiddenException;
import io.mien.schemas.Topic;
import io.mien.schemas.TopicCatalog;
import java.util.List;
import java.util.concurrent.Callable;
import org.apache.kafka.clients.admin.Admin;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code mien topics}. */
@Command(
        name = "topics",
        mixinStandardHelpOptions = true,
        description = "Creates Mien's topics in a Kafka cluster.",
        subcommands = TopicsCommand.Create.class)
public final class TopicsCommand implements Runnable {

    @Spec
    @Nullable
    CommandSpec spec;

    @Override
    public void run() {
        if (spec != null) {
            throw new ParameterException(spec.commandLine(), "topics: which? (expected: create)");
        }
    }

    /** {@code mien topics create}. */
    @Command(
            name = "create",
            mixinStandardHelpOptions = true,
            description = "Creates the topics that are not there yet and registers their schemas.",
            footer = {
                "",
                "Example:",
                "  mien topics create --bootstrap-servers broker:9092 --partitions 8 --replication 3"
            })
    static final class Create implements Callable<Integer> {

        @Spec
        @Nullable
        CommandSpec spec;

        @Mixin
        KafkaOptions kafka = new KafkaOptions();

        @Option(
                names = "--partitions",
                defaultValue = "4",
                description = "Partitions of each new topic; streams are spread over them (default: ${DEFAULT-VALUE}).")
        int partitions;

        @Option(
                names = "--replication",
                defaultValue = "1",
                description =
                        "Copies of each partition; 3 where readings must not be lost (default: ${DEFAULT-VALUE}).")
        short replication;

        @Override
        public Integer call() {
            if (partitions < 1 || replication < 1) {
                throw new CommandException(
                        ExitCode.USAGE,
                        "--partitions " + partitions + " --replication " + replication
                                + " (expected: at least 1 each)");
            }
            try (Admin admin = kafka.connect()) {
                List<Topic> topics = List.of(Topic.values());
                // First, so that a registry that is away leaves no topics behind.
                kafka.schemaRegistrySettings().register(topics);
                TopicCatalog catalog = new TopicCatalog(admin);
                List<String> created = catalog.create(topics, partitions, replication);
                for (Topic topic : topics) {
                    print(topic.topicName()
                            + (created.contains(topic.topicName())
                                    ? ": created"
                                    : ": was there" + partitions(catalog, topic)));
                }
            }
            return ExitCode.OK.code();
        }

        /** Nobody is to believe that a number was taken that was not. */
        private String partitions(TopicCatalog catalog, Topic topic) {
            int found;
            try {
                found = catalog.partitions(topic);
            } catch (ForbiddenException e) {
                // Who may create it need not be allowed to look at it.
                return "";
            }
            return found == partitions
                    ? ""
                    : ", with " + found + " partitions and not " + partitions
                            + " (left as it is: with more, streams change places)";
        }

        private void print(String line) {
            StandardOutput.print(spec, line);
        }
    }
}
