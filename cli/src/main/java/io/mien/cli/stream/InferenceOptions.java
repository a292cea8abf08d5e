package io.mien.cli.stream;

import io.mien.cli.terminal.KeyOptions;
import io.mien.cli.terminal.PrecisionOption;
import io.mien.infer.Delivery;
import io.mien.infer.InferenceConfiguration;
import io.mien.infer.batch.BatchSettings;
import io.mien.infer.window.EvidenceRule;
import io.mien.infer.window.SlidingWindows;
import io.mien.models.ModelRunnerFactory;
import io.mien.models.tensorflow.DeviceChoice;
import io.mien.models.tensorflow.InstructionSet;
import io.mien.models.tensorflow.RunnerOptions;
import io.mien.models.tensorflow.SavedModelRunnerFactory;
import io.mien.schemas.sealing.KeyAccess;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Options of an inference job, wherever its Flink is. */
public final class InferenceOptions {
    private static final BatchSettings BATCHES = BatchSettings.defaults();

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

    @Option(names = "--window", paramLabel = "DURATION", description = "Length of a clip (default: ${DEFAULT-VALUE}).")
    Duration window = SlidingWindows.DEFAULT.length();

    @Option(
            names = "--slide",
            paramLabel = "DURATION",
            description =
                    "Time from one clip to the next; a whole number of the window's 16 cells (default: ${DEFAULT-VALUE}).")
    Duration slide = SlidingWindows.DEFAULT.slide();

    @Option(
            names = "--minimum-frames",
            description =
                    "Cells of a window that need a frame of their own, in a pose that the model was made for, else the reading"
                            + " abstains (default: ${DEFAULT-VALUE}).")
    int minimumFrames = EvidenceRule.DEFAULT.minimumFrames();

    @Option(
            names = "--tolerated-padding",
            description =
                    "Cells that may repeat a neighbour, and as many that may show another pose, before the reading is DEGRADED"
                            + " (default: ${DEFAULT-VALUE}).")
    int toleratedPadding = EvidenceRule.DEFAULT.toleratedPadding();

    @Option(
            names = "--smallest-face",
            paramLabel = "PIXELS",
            defaultValue = "0",
            description =
                    "Shorter side of a face's box from which it is read; cells with smaller faces count like those in another"
                            + " pose (default: half of the model's picture, at most 48).")
    int smallestFace;

    @Option(
            names = "--batch",
            description = "Frames or clips that go to the model at once, at most (default: ${DEFAULT-VALUE}).")
    int batch = BATCHES.maximumBatch();

    @Option(
            names = "--batch-delay",
            paramLabel = "DURATION",
            description =
                    "How long the first frame of a batch waits for others; the first clip waits as many times as long as there are"
                            + " cells from one clip to the next (default: ${DEFAULT-VALUE}).")
    Duration batchDelay = BATCHES.maximumDelay();

    @Option(
            names = "--exact",
            description =
                    "Give each reading the same bits whatever the load and the processor: every batch is padded to its full"
                            + " size, and only instructions used that every processor has; about half as fast.")
    boolean exact;

    @Option(
            names = "--freshness",
            paramLabel = "DURATION",
            description =
                    "For live feeds: how old a frame may be when the model has it, at least 500ms. A job that gets behind passes over"
                            + " cells, evenly over faces, and its readings are DEGRADED; not with --exact (default: every cell is"
                            + " read, however late).")
    @Nullable
    Duration freshness;

    @Option(
            names = "--device",
            description =
                    "${COMPLETION-CANDIDATES}: what the model is computed on (default: ${DEFAULT-VALUE}). Without such a device the job refuses to start.")
    DeviceChoice.Kind device = RunnerOptions.defaults().device().kind();

    @Option(
            names = "--cpu-fallback",
            description = "With --device GPU: where there is none, warn and compute on the processor.")
    boolean cpuFallback;

    @Mixin
    PrecisionOption precision = new PrecisionOption();

    @Option(
            names = "--guarantee",
            description =
                    "${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE}). Ids make repeated readings recognisable.")
    Delivery.Guarantee guarantee = Delivery.DEFAULT.guarantee();

    @Option(
            names = "--checkpoint-interval",
            paramLabel = "DURATION",
            description =
                    "Time between checkpoints; with EXACTLY_ONCE also the delay of readings (default: ${DEFAULT-VALUE}).")
    Duration checkpointInterval = Delivery.DEFAULT.checkpointInterval();

    @Option(
            names = "--transaction-timeout",
            paramLabel = "DURATION",
            defaultValue = "10m",
            description =
                    "With EXACTLY_ONCE: how long the brokers keep what a job that is gone had not finished; at most their"
                            + " transaction.max.timeout.ms, and longer than a restart takes (default: ${DEFAULT-VALUE}).")
    Duration transactionTimeout = Duration.ofMinutes(10);

    @Option(
            names = "--group",
            description =
                    "Consumer group, whose offsets are the start where there is no state (default: ${DEFAULT-VALUE}).")
    String group = InferenceConfiguration.DEFAULT_GROUP_ID;

    @Mixin
    KeyOptions keys = new KeyOptions();

    @Option(
            names = "--plain-readings",
            description = "With --keys: do not seal the readings, so that consumers without keys can read them.")
    boolean plainReadings;

    public InferenceConfiguration configuration(KafkaOptions kafka) {
        BatchSettings batches =
                BATCHES.withMaximumBatch(batch).withMaximumDelay(batchDelay).withExact(exact);
        KeyAccess access = plainReadings ? keys.reading() : keys.access();
        return InferenceConfiguration.defaults(
                        kafka.bootstrapServers, kafka.schemaRegistrySettings().withKeys(access), purpose)
                .withKafka(kafka.clientSettings())
                .withGroupId(group)
                .withWindows(new SlidingWindows(window, slide, SlidingWindows.DEFAULT.cells()))
                .withEvidence(new EvidenceRule(minimumFrames, toleratedPadding, smallestFace))
                .withEncoding(batches)
                .withFreshness(freshness)
                .withDelivery(Delivery.DEFAULT
                        .withCheckpointInterval(checkpointInterval)
                        .withTransactionTimeout(transactionTimeout)
                        .withGuarantee(guarantee));
    }

    public ModelRunnerFactory modelFactory() {
        return new SavedModelRunnerFactory(model, runnerOptions());
    }

    RunnerOptions runnerOptions() {
        return RunnerOptions.defaults()
                .withDevice(new DeviceChoice(device, cpuFallback))
                .withPrecision(precision.choice(exact))
                .withInstructionSet(exact ? InstructionSet.PORTABLE : null);
    }
}
