package io.mien.cli;

import io.mien.infer.Delivery;
import io.mien.infer.InferenceApplication;
import io.mien.infer.InferenceConfiguration;
import io.mien.infer.InferenceStatus;
import io.mien.infer.batch.BatchSettings;
import io.mien.infer.window.EvidenceRule;
import io.mien.infer.window.SlidingWindows;
import io.mien.models.tensorflow.RunnerOptions;
import io.mien.models.tensorflow.SavedModelRunnerFactory;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code mien infer}. */
@Command(
        name = "infer",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = "Runs the inference job: face-frames in, expressions out.",
        footer = {
            "",
            "Example:",
            "  mien infer --bootstrap-servers broker:9092 --model models/untrained --purpose \"user study 7\"",
            "",
            "It goes on where it was stopped: its state is in --state."
        })
final class InferCommand implements Callable<Integer> {
    private static final Duration REPORT_EVERY = Duration.ofSeconds(10);

    @Spec
    @Nullable
    CommandSpec spec;

    @Mixin
    KafkaOptions kafka = new KafkaOptions();

    @Option(
            names = "--model",
            required = true,
            paramLabel = "DIR",
            description = "Model package (mien model build makes one).")
    Path model = Path.of("");

    @Option(
            names = "--purpose",
            required = true,
            paramLabel = "TEXT",
            description =
                    "What the readings are for; stamped on each. Inferring emotions at work and in education is forbidden in the EU (AI Act, article 5(1)(f)).")
    String purpose = "";

    @Option(
            names = "--state",
            paramLabel = "DIR",
            defaultValue = "mien-state",
            description = "Folder for the job's checkpoints (default: ${DEFAULT-VALUE}).")
    Path state = Path.of("mien-state");

    @Option(
            names = "--window",
            paramLabel = "DURATION",
            defaultValue = "2s",
            description = "Length of a clip (default: ${DEFAULT-VALUE}).")
    Duration window = Duration.ofSeconds(2);

    @Option(
            names = "--slide",
            paramLabel = "DURATION",
            defaultValue = "500ms",
            description =
                    "Time from one clip to the next; a whole number of the window's 16 cells (default: ${DEFAULT-VALUE}).")
    Duration slide = Duration.ofMillis(500);

    @Option(
            names = "--minimum-frames",
            defaultValue = "8",
            description =
                    "Cells of a window that need a frame of their own, else the reading abstains (default: ${DEFAULT-VALUE}).")
    int minimumFrames;

    @Option(
            names = "--tolerated-padding",
            defaultValue = "4",
            description =
                    "Cells that may repeat a neighbour before the reading is DEGRADED (default: ${DEFAULT-VALUE}).")
    int toleratedPadding;

    @Option(
            names = "--batch",
            defaultValue = "32",
            description = "Frames or clips that go to the model at once, at most (default: ${DEFAULT-VALUE}).")
    int batch;

    @Option(
            names = "--batch-delay",
            paramLabel = "DURATION",
            defaultValue = "5ms",
            description = "How long the first item of a batch waits for others (default: ${DEFAULT-VALUE}).")
    Duration batchDelay = Duration.ofMillis(5);

    @Option(
            names = "--exact",
            description =
                    "Pad every batch to its full size, so that a reading does not depend on who shared its batch; slower.")
    boolean exact;

    @Option(
            names = "--guarantee",
            defaultValue = "AT_LEAST_ONCE",
            description =
                    "${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE}). Ids make repeated readings recognisable.")
    Delivery.Guarantee guarantee = Delivery.Guarantee.AT_LEAST_ONCE;

    @Option(
            names = "--checkpoint-interval",
            paramLabel = "DURATION",
            defaultValue = "10s",
            description =
                    "Time between checkpoints; with EXACTLY_ONCE also the delay of readings (default: ${DEFAULT-VALUE}).")
    Duration checkpointInterval = Duration.ofSeconds(10);

    @Option(
            names = "--parallelism",
            defaultValue = "2",
            description = "Slots of each operator (default: ${DEFAULT-VALUE}).")
    int parallelism;

    @Option(
            names = "--group",
            defaultValue = "mien-infer",
            description =
                    "Consumer group, whose offsets are the start where there is no state (default: ${DEFAULT-VALUE}).")
    String group = "mien-infer";

    @Override
    public Integer call() throws InterruptedException {
        InferenceConfiguration configuration = configuration();
        kafka.requireAnswer();
        try (StopSignal stop = StopSignal.install();
                InferenceApplication job = InferenceApplication.start(
                        configuration, new SavedModelRunnerFactory(model, RunnerOptions.defaults()), state)) {
            print("inferring with model " + ModelText.of(job.manifest()) + ", purpose: " + purpose);
            while (!stop.await(REPORT_EVERY)) {
                if (job.status() == InferenceStatus.FAILED) {
                    throw new CommandException(
                            ExitCode.INTERNAL, "the inference job has failed and will not start again by itself");
                }
                print(job.status() + ": " + CountersText.of(job.counters()));
            }
        }
        return ExitCode.OK.code();
    }

    private InferenceConfiguration configuration() {
        BatchSettings batches = BatchSettings.defaults()
                .withMaximumBatch(batch)
                .withMaximumDelay(batchDelay)
                .withExact(exact);
        return InferenceConfiguration.defaults(kafka.bootstrapServers, kafka.schemaRegistrySettings(), purpose)
                .withKafka(kafka.clientSettings())
                .withGroupId(group)
                .withWindows(new SlidingWindows(window, slide, SlidingWindows.DEFAULT.cells()))
                .withEvidence(new EvidenceRule(minimumFrames, toleratedPadding))
                .withEncoding(batches)
                .withClassification(batches.withWorkers(1))
                .withDelivery(Delivery.DEFAULT
                        .withCheckpointInterval(checkpointInterval)
                        .withGuarantee(guarantee))
                .withParallelism(parallelism);
    }

    private void print(String line) {
        if (spec != null) {
            PrintWriter out = spec.commandLine().getOut();
            out.println(line);
            out.flush();
        }
    }
}
