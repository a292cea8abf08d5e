package io.mien.infer;

import io.mien.infer.batch.BatchSettings;
import io.mien.infer.operator.GuardLimits;
import io.mien.infer.window.EvidenceRule;
import io.mien.infer.window.SlidingWindows;
import io.mien.schemas.registry.SchemaRegistrySettings;
import java.time.Duration;
import java.util.Map;
import org.apache.kafka.clients.CommonClientConfigs;
import org.jspecify.annotations.Nullable;

/**
 * Settings of the inference job.
 *
 * @param kafka settings of Kafka's clients, at least {@code bootstrap.servers}; security settings as for any client
 * @param registry where schemas are
 * @param groupId of the consumer; its committed offsets are where a job without a checkpoint starts, else the earliest
 * @param purpose what the readings are for, as the operator of the job declares it; not blank; stamped on every reading
 * @param windows how a subject's frames become clips
 * @param evidence how much a window must hold
 * @param limits what a face frame may be
 * @param encoding how frames are joined for the image encoder; {@link #classification} follows from it
 * @param modelTimeout after which a frame or clip that the model did not answer fails the job, which then starts again
 * @param delivery of the readings
 * @param idleTimeout after which the state of a silent subject is cleared; more than a window's length
 * @param freshness how old a frame may be, by the broker's clock, when the model has it; past it cells are passed over, see
 *     {@link io.mien.infer.freshness}; at least half a second, not with exact batches; null: every cell is read, however late
 * @param parallelism slots of each operator; at least 1; more than the input's partitions help only if subjects are many
 */
public record InferenceConfiguration(
        Map<String, String> kafka,
        SchemaRegistrySettings registry,
        String groupId,
        String purpose,
        SlidingWindows windows,
        EvidenceRule evidence,
        GuardLimits limits,
        BatchSettings encoding,
        Duration modelTimeout,
        Delivery delivery,
        Duration idleTimeout,
        @Nullable Duration freshness,
        int parallelism) {
    /** The consumer group of {@link #defaults}. */
    public static final String DEFAULT_GROUP_ID = "mien-infer";

    private static final int MOST_DEFAULT_SLOTS = 2;
    private static final Duration LEAST_FRESHNESS = Duration.ofMillis(500);

    public InferenceConfiguration {
        kafka = Map.copyOf(kafka);
        require(
                !kafka.getOrDefault(CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG, "")
                        .isBlank(),
                "bootstrap.servers: none (expected: host:port of a broker)");
        require(!groupId.isBlank(), "group id: blank (expected: a name for this job)");
        require(
                !purpose.isBlank(),
                "purpose: blank (expected: what the readings are for; it is stamped on each of them)");
        require(modelTimeout.toMillis() >= 1_000, "model timeout: " + modelTimeout + " (expected: at least PT1S)");
        require(
                idleTimeout.compareTo(windows.length()) > 0,
                "idle timeout: " + idleTimeout + " (expected: more than the window length of " + windows.length()
                        + ")");
        require(
                freshness == null || freshness.compareTo(LEAST_FRESHNESS) >= 0,
                "freshness: " + freshness + " (expected: at least " + LEAST_FRESHNESS
                        + ", less than that is the time of a batch)");
        require(
                freshness == null || !encoding.exact(),
                "freshness: " + freshness
                        + " (expected: none with exact readings: which cells are passed over hangs on the"
                        + " load of the moment)");
        require(parallelism >= 1, "parallelism: " + parallelism + " (expected: at least 1)");
        require(
                evidence.minimumFrames() <= windows.cells(),
                "minimum frames: " + evidence.minimumFrames() + " (expected: at most the " + windows.cells()
                        + " cells of a window)");
    }

    /**
     * The usual settings: windows of two seconds, one every half second, at-least-once.
     *
     * @param bootstrapServers of Kafka
     * @param registry where schemas are
     * @param purpose what the readings are for
     */
    public static InferenceConfiguration defaults(
            String bootstrapServers, SchemaRegistrySettings registry, String purpose) {
        return new InferenceConfiguration(
                Map.of(CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers),
                registry,
                DEFAULT_GROUP_ID,
                purpose,
                SlidingWindows.DEFAULT,
                EvidenceRule.DEFAULT,
                GuardLimits.DEFAULT,
                BatchSettings.defaults(),
                Duration.ofMinutes(2),
                Delivery.DEFAULT,
                Duration.ofMinutes(10),
                null,
                defaultParallelism());
    }

    /** Of {@link #defaults}: a slot for each processor of this machine, up to two. */
    public static int defaultParallelism() {
        return Math.min(MOST_DEFAULT_SLOTS, Runtime.getRuntime().availableProcessors());
    }

    /** The same with other client settings, at least {@code bootstrap.servers}. */
    public InferenceConfiguration withKafka(Map<String, String> newKafka) {
        Draft draft = new Draft(this);
        draft.kafka = newKafka;
        return draft.finish();
    }

    /** The same with another registry, such as one with keys. */
    public InferenceConfiguration withRegistry(SchemaRegistrySettings newRegistry) {
        Draft draft = new Draft(this);
        draft.registry = newRegistry;
        return draft.finish();
    }

    /** The same with another consumer group. */
    public InferenceConfiguration withGroupId(String newGroupId) {
        Draft draft = new Draft(this);
        draft.groupId = newGroupId;
        return draft.finish();
    }

    /** The same with other windows. */
    public InferenceConfiguration withWindows(SlidingWindows newWindows) {
        Draft draft = new Draft(this);
        draft.windows = newWindows;
        return draft.finish();
    }

    /** The same with another rule. */
    public InferenceConfiguration withEvidence(EvidenceRule newEvidence) {
        Draft draft = new Draft(this);
        draft.evidence = newEvidence;
        return draft.finish();
    }

    /** The same with other batches of frames, and so of clips. */
    public InferenceConfiguration withEncoding(BatchSettings newEncoding) {
        Draft draft = new Draft(this);
        draft.encoding = newEncoding;
        return draft.finish();
    }

    /** The same with another delivery. */
    public InferenceConfiguration withDelivery(Delivery newDelivery) {
        Draft draft = new Draft(this);
        draft.delivery = newDelivery;
        return draft.finish();
    }

    /** The same with another idle timeout. */
    public InferenceConfiguration withIdleTimeout(Duration newIdleTimeout) {
        Draft draft = new Draft(this);
        draft.idleTimeout = newIdleTimeout;
        return draft.finish();
    }

    /** The same with another bound of the frames' age, or with none. */
    public InferenceConfiguration withFreshness(@Nullable Duration newFreshness) {
        Draft draft = new Draft(this);
        draft.freshness = newFreshness;
        return draft.finish();
    }

    /** The same with another number of slots. */
    public InferenceConfiguration withParallelism(int newParallelism) {
        Draft draft = new Draft(this);
        draft.parallelism = newParallelism;
        return draft.finish();
    }

    /**
     * Says how clips are joined for the classifier: as frames are, but there are as many frames for each clip as there
     * are cells from one clip to the next, so clips wait that much longer for each other. There are as many workers as
     * for frames; each takes what is due, so neither of the model's two halves holds up the other while a core is free.
     */
    public BatchSettings classification() {
        return encoding.withMaximumDelay(encoding.maximumDelay().multipliedBy(windows.slideCells()));
    }

    /** Clients' {@code bootstrap.servers}. */
    public String bootstrapServers() {
        return kafka.getOrDefault(CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG, "");
    }

    private static void require(boolean holds, String message) {
        if (!holds) {
            throw new IllegalArgumentException(message);
        }
    }

    /** A copy that may be changed until it is finished: the one place that knows the order of the components. */
    private static final class Draft {
        private Map<String, String> kafka;
        private SchemaRegistrySettings registry;
        private String groupId;
        private final String purpose;
        private SlidingWindows windows;
        private EvidenceRule evidence;
        private final GuardLimits limits;
        private BatchSettings encoding;
        private final Duration modelTimeout;
        private Delivery delivery;
        private Duration idleTimeout;
        private @Nullable Duration freshness;
        private int parallelism;

        Draft(InferenceConfiguration from) {
            this.kafka = from.kafka;
            this.registry = from.registry;
            this.groupId = from.groupId;
            this.purpose = from.purpose;
            this.windows = from.windows;
            this.evidence = from.evidence;
            this.limits = from.limits;
            this.encoding = from.encoding;
            this.modelTimeout = from.modelTimeout;
            this.delivery = from.delivery;
            this.idleTimeout = from.idleTimeout;
            this.freshness = from.freshness;
            this.parallelism = from.parallelism;
        }

        InferenceConfiguration finish() {
            return new InferenceConfiguration(
                    kafka,
                    registry,
                    groupId,
                    purpose,
                    windows,
                    evidence,
                    limits,
                    encoding,
                    modelTimeout,
                    delivery,
                    idleTimeout,
                    freshness,
                    parallelism);
        }
    }
}
