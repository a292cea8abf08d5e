package io.mien.cli.stream;

import io.mien.cli.terminal.ExitCode;
import io.mien.cli.terminal.StandardOutput;
import io.mien.infer.InferenceConfiguration;
import io.mien.schemas.avro.ModelAction;
import io.mien.schemas.avro.ModelControl;
import io.mien.schemas.avro.ModelEvent;
import io.mien.schemas.avro.ModelPhase;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code mien model rollback}. */
@Command(
        name = "rollback",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description =
                "Gives up the deployment under way in a running inference job; if there is none, goes back to the model before.",
        footer = {"", "Example:", "  mien model rollback --bootstrap-servers broker:9092"})
public final class ModelRollbackCommand implements Callable<Integer> {

    @Spec
    @Nullable
    CommandSpec spec;

    @Mixin
    KafkaOptions kafka = new KafkaOptions();

    @Option(names = "--group", description = "Consumer group of the job (default: ${DEFAULT-VALUE}).")
    String group = InferenceConfiguration.DEFAULT_GROUP_ID;

    @Option(names = "--no-wait", description = "Send the command and return at once.")
    boolean noWait;

    @Override
    public Integer call() throws InterruptedException {
        String id = UUID.randomUUID().toString();
        try (ModelTopics topics = ModelTopics.open(kafka, group, true)) {
            List<ModelEvent> past = topics.past();
            topics.follow();
            topics.send(ModelControl.newBuilder()
                    .setGroup(group)
                    .setDeploymentId(id)
                    .setAction(ModelAction.ROLLBACK)
                    .setSentAt(Instant.now())
                    .build());
            StandardOutput.print(spec, "rolling back in group " + group);
            if (!noWait) {
                // What is given up tells of it itself.
                String told = past.isEmpty() || ModelEventText.isEnd(past.get(past.size() - 1))
                        ? id
                        : past.get(past.size() - 1).getDeploymentId();
                new ModelCommandFollower(topics, spec).follow(group, told, ModelPhase.ROLLED_BACK);
            }
        }
        return ExitCode.OK.code();
    }
}
