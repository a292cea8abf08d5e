package io.mien.cli.stream;

import io.mien.schemas.Topic;
import io.mien.schemas.TopicCatalog;
import java.util.Collection;
import java.util.EnumSet;
import java.util.Set;
import org.apache.kafka.clients.admin.Admin;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code mien dlq}. */
@Command(
        name = "dlq",
        mixinStandardHelpOptions = true,
        description = "Looks at records that were set aside, and puts them back when they are good.",
        subcommands = {DlqListCommand.class, DlqShowCommand.class, DlqExportCommand.class, DlqRedriveCommand.class})
public final class DlqCommand implements Runnable {

    @Spec
    @Nullable
    CommandSpec spec;

    @Override
    public void run() {
        if (spec != null) {
            throw new ParameterException(spec.commandLine(), "dlq: which? (expected: list, show, export or redrive)");
        }
    }

    /**
     * Says before anything is read what is missing.
     *
     * @param sources whose dead letters are read
     * @param written topics that are written to
     */
    static void requireTopics(KafkaOptions kafka, Collection<Topic> sources, Set<Topic> written) {
        EnumSet<Topic> read = EnumSet.noneOf(Topic.class);
        sources.forEach(source -> read.add(source.deadLetters().orElseThrow()));
        try (Admin admin = kafka.connect()) {
            new TopicCatalog(admin).require(read, written);
        }
    }
}
