package io.mien.cli.stream;

import io.mien.cli.feeds.CountersText;
import io.mien.cli.feeds.FreshnessText;
import io.mien.cli.metrics.InferenceMetrics;
import io.mien.cli.metrics.MetricsOptions;
import io.mien.cli.terminal.ExitCode;
import io.mien.cli.terminal.ModelText;
import io.mien.cli.terminal.OpenedParts;
import io.mien.cli.terminal.StandardOutput;
import io.mien.cli.terminal.StopSignal;
import io.mien.infer.InferenceApplication;
import io.mien.infer.InferenceConfiguration;
import io.mien.infer.InferenceException;
import io.mien.infer.InferenceStatus;
import io.mien.models.ModelRunnerFactory;
import io.mien.schemas.ForbiddenException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
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
            "  mien infer --bootstrap-servers broker:9092 --model models/demonstration/package --purpose \"user study 7\"",
            "",
            "It goes on where it was stopped: its state is in --state."
        })
public final class InferCommand implements Callable<Integer> {
    private static final Duration LOOK_EVERY = Duration.ofSeconds(1);
    private static final int LOOKS_TO_A_REPORT = 10;

    @Spec
    @Nullable
    CommandSpec spec;

    @Mixin
    KafkaOptions kafka = new KafkaOptions();

    @Mixin
    InferenceOptions inference = new InferenceOptions();

    @Option(
            names = "--state",
            paramLabel = "DIR",
            description = "Folder for the job's checkpoints (default: ${DEFAULT-VALUE}).")
    Path state = Path.of("mien-state");

    @Option(
            names = "--fresh",
            description =
                    "Forget the state in --state: begin at the group's committed offsets, with no window under way. For another"
                            + " model, other windows, or a topic that was made again.")
    boolean fresh;

    @Option(
            names = "--parallelism",
            description = "Slots of each operator (default: ${DEFAULT-VALUE}, one a processor up to two).")
    int parallelism = InferenceConfiguration.defaultParallelism();

    @Mixin
    MetricsOptions metrics = new MetricsOptions();

    @Override
    public Integer call() throws InterruptedException {
        InferenceConfiguration configuration = configuration();
        ModelRunnerFactory model = inference.modelFactory();
        kafka.requireAnswer();
        try (StopSignal stop = StopSignal.install();
                OpenedParts parts = new OpenedParts()) {
            if (fresh) {
                InferenceApplication.forget(state);
            }
            InferenceApplication job = parts.add(InferenceApplication.start(configuration, model, state));
            metrics.serve(parts, numbers -> InferenceMetrics.add(numbers, job), () -> InferenceMetrics.health(job));
            print("inferring with model " + ModelText.of(job.manifest()) + ", purpose: " + configuration.purpose());
            long looks = 0;
            while (!stop.await(LOOK_EVERY)) {
                requireHealth(job);
                looks++;
                if (looks % LOOKS_TO_A_REPORT == 0) {
                    print(job.status() + ": " + CountersText.of(job.counters()) + FreshnessText.of(job.freshness()));
                }
            }
        }
        return ExitCode.OK.code();
    }

    InferenceConfiguration configuration() {
        return inference.configuration(kafka).withParallelism(parallelism);
    }

    private static void requireHealth(InferenceApplication job) {
        Optional<ForbiddenException> refusal = job.refusal();
        if (refusal.isPresent()) {
            throw refusal.get();
        }
        if (job.status() == InferenceStatus.FAILED) {
            throw job.failure()
                    .orElseGet(() ->
                            new InferenceException("the inference job has failed and will not start again by itself"));
        }
    }

    private void print(String line) {
        StandardOutput.print(spec, line);
    }
}
