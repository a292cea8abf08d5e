package io.mien.cli;

import io.mien.cli.stream.InferenceOptions;
import io.mien.cli.stream.KafkaOptions;
import io.mien.cli.terminal.DurationConverter;
import io.mien.infer.ClusterJob;
import io.mien.infer.InferenceConfiguration;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

/**
 * The main class of the job jar. It takes the options of {@code mien infer} and runs the job on a Flink cluster. It
 * does not look at environment variables: a cluster's client and its job manager have different ones.
 */
@Command(
        name = "mien-job",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = "Runs the inference job on a Flink cluster.",
        footer = {
            "",
            "Example:",
            "  flink run -d mien-job.jar --bootstrap-servers broker:9092 --model /models/dfer-clip --purpose \"study 7\"",
            "",
            "Parallelism, state backend and execution.checkpointing.dir come from the cluster's configuration."
        })
public final class FlinkJob {

    @Mixin
    private KafkaOptions kafka = new KafkaOptions();

    @Mixin
    private InferenceOptions inference = new InferenceOptions();

    @Option(
            names = "--resume",
            description =
                    "Go on from the newest checkpoint or savepoint in the cluster's folders, which are this job's alone. What a cluster with high availability knows of comes first.")
    private boolean resume;

    private FlinkJob() {}

    /**
     * Runs the job.
     *
     * @throws IllegalArgumentException if an option is wrong
     * @throws Exception what keeps the job from running; Flink's client or job manager shows it
     */
    public static void main(String[] arguments) throws Exception {
        FlinkJob job = new FlinkJob();
        CommandLine commandLine = new CommandLine(job)
                .registerConverter(java.time.Duration.class, new DurationConverter())
                .setCaseInsensitiveEnumValuesAllowed(true);
        try {
            commandLine.parseArgs(arguments);
        } catch (ParameterException e) {
            throw new IllegalArgumentException(
                    e.getMessage() + " (given: " + GivenArguments.shown(arguments) + ")\n"
                            + commandLine.getUsageMessage(),
                    e);
        }
        if (commandLine.isUsageHelpRequested()) {
            commandLine.usage(commandLine.getOut());
            return;
        }
        job.run();
    }

    private void run() throws Exception {
        InferenceConfiguration configuration = inference.configuration(kafka);
        ClusterJob.run(configuration, inference.modelFactory(), resume);
    }
}
