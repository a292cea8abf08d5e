package io.mien.ingest;

import io.mien.freshness.FreshnessStatus;
import io.mien.ingest.detect.FaceDetector;
import io.mien.ingest.topology.IngestCounters;
import io.mien.ingest.topology.IngestCounts;
import io.mien.ingest.topology.IngestTopology;
import io.mien.ingest.topology.LiveFreshness;
import io.mien.ingest.topology.StreamCounts;
import io.mien.schemas.ForbiddenException;
import io.mien.schemas.Topic;
import io.mien.schemas.TopicCatalog;
import io.mien.schemas.TopicException;
import io.mien.schemas.registry.SchemaRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.streams.CloseOptions;
import org.apache.kafka.streams.CloseOptions.GroupMembershipOperation;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.errors.StreamsUncaughtExceptionHandler.StreamThreadExceptionResponse;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs the ingest topology: finds the faces in {@code camera-frames} and writes them to {@code face-frames}, until it
 * is closed. It waits for a broker or registry that goes away, but stops if one forbids something. Safe for use by many
 * threads.
 */
public final class IngestApplication implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(IngestApplication.class);
    private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(20);
    private static final Duration ABANDON_TIMEOUT = Duration.ofSeconds(1);
    private static final Duration FIRST_PAUSE = Duration.ofSeconds(1);
    private static final Duration CALM = Duration.ofMinutes(2);

    /** What the application is doing. */
    public enum State {
        /** Joining its group, taking over partitions, reading state back. */
        STARTING,
        RUNNING,
        /** A thread failed and is to be replaced; {@link IngestApplication#failure()} says why. */
        RECOVERING,
        /** Stopped by an error that no repetition heals. */
        FAILED,
        CLOSED
    }

    private final IngestCounters counters = new IngestCounters();
    private final SchemaRegistry registry;
    private final KafkaStreams streams;
    private final @Nullable LiveFreshness freshness;
    private final RestartPolicy restarts;
    private final BrokerContact contact = new BrokerContact(System::nanoTime);
    private final String applicationId;
    private final CountDownLatch closing = new CountDownLatch(1);
    private final AtomicBoolean closed = new AtomicBoolean();
    private volatile Optional<String> failure = Optional.empty();
    private volatile Optional<ForbiddenException> refusal = Optional.empty();
    private volatile boolean partitionsAdded;

    /**
     * Starts the application; returns when it begins to join its group, not when it has joined.
     *
     * @throws TopicException if a topic is missing, or the broker does not answer
     * @throws ForbiddenException if a topic or the group is forbidden
     * @throws io.mien.ingest.detect.FaceDetectorException if the detector cannot be made
     * @throws io.mien.schemas.registry.SchemaRegistryException if the registry does not answer
     * @throws IngestException if the state directory cannot be written or Kafka Streams refuses
     */
    public static IngestApplication start(IngestConfiguration configuration) {
        return start(configuration, configuration.faces().detector()::open);
    }

    /**
     * Checks what needs no broker, so that a caller can do it before it waits for one. {@link #start} checks it too.
     *
     * @throws io.mien.ingest.detect.FaceDetectorException if the detector cannot be made
     * @throws IngestException if the state directory cannot be written
     */
    public static void requireMachine(IngestConfiguration configuration) {
        requireMachine(configuration, configuration.faces().detector()::open);
    }

    private static void requireMachine(IngestConfiguration configuration, Supplier<FaceDetector> detectors) {
        detectors.get().close();
        requirePlace(configuration.stateDirectory());
    }

    /** Makes nothing yet: a start that is refused later leaves nothing behind. */
    private static void requirePlace(Path directory) {
        Path there = directory.toAbsolutePath();
        while (there.getParent() != null && !Files.exists(there)) {
            there = there.getParent();
        }
        if (!Files.isDirectory(there) || !Files.isWritable(there)) {
            throw new IngestException(
                    "state directory " + directory + ": cannot be made in " + there
                            + " (expected: a folder that may be written)",
                    new IOException("not a folder that may be written"));
        }
    }

    /** Starts the application with detectors of the caller's choice, one for each task. */
    static IngestApplication start(IngestConfiguration configuration, Supplier<FaceDetector> detectors) {
        requireMachine(configuration, detectors);
        requireTopics(configuration);
        configuration.registry().register(Set.of(Topic.FACE_FRAMES));
        createDirectory(configuration.stateDirectory());
        SchemaRegistry registry = configuration.registry().open();
        try {
            IngestApplication application = new IngestApplication(configuration, registry, detectors);
            application.streams.start();
            return application;
        } catch (KafkaException e) {
            registry.close();
            throw new IngestException("ingest cannot start: " + e.getMessage(), e);
        }
    }

    private IngestApplication(
            IngestConfiguration configuration, SchemaRegistry registry, Supplier<FaceDetector> detectors) {
        this.registry = registry;
        this.freshness = configuration.freshness() == null ? null : new LiveFreshness(configuration.freshness());
        this.applicationId = configuration.applicationId();
        this.restarts = new RestartPolicy(FIRST_PAUSE, configuration.longestPause(), CALM);
        this.streams = new KafkaStreams(
                IngestTopology.build(configuration.faces(), registry, detectors, counters, freshness),
                StreamsProperties.of(configuration));
        streams.setUncaughtExceptionHandler(this::onFailure);
        streams.setStateListener((now, before) -> {
            log.info("ingest is {} application={}", now, configuration.applicationId());
            if (now == KafkaStreams.State.RUNNING) {
                failure = Optional.empty();
                contact.joined();
            }
        });
    }

    private static void createDirectory(Path directory) {
        try {
            Files.createDirectories(directory);
        } catch (IOException e) {
            throw new IngestException(
                    "state directory " + directory + ": cannot be made (expected: a folder that may be written)", e);
        }
        if (!Files.isWritable(directory)) {
            throw new IngestException(
                    "state directory " + directory + ": not writable (expected: a folder that may be written)",
                    new IOException("not writable"));
        }
    }

    private static void requireTopics(IngestConfiguration configuration) {
        try (Admin admin = Admin.create(new HashMap<>(configuration.kafka()))) {
            TopicCatalog topics = new TopicCatalog(admin);
            topics.require(Set.of(Topic.CAMERA_FRAMES), Set.of(Topic.FACE_FRAMES, Topic.CAMERA_FRAMES_DEAD_LETTERS));
            topics.requireGroup(configuration.applicationId());
            if (configuration.freshness() != null && topics.keepsWritersTimes(Topic.CAMERA_FRAMES)) {
                throw new TopicException("freshness: topic " + Topic.CAMERA_FRAMES.topicName()
                        + " has message.timestamp.type=CreateTime (expected: LogAppendTime, as `mien topics create` makes it:"
                        + " how long a frame has lain there is not known else; kafka-configs can change it)");
            }
            new TrackRelocation(
                            configuration.kafka(),
                            configuration.applicationId(),
                            IngestTopology.tracksTopic(configuration.applicationId()))
                    .carryOut(admin);
        } catch (KafkaException e) {
            throw new TopicException("cannot reach Kafka: " + e.getMessage(), e);
        }
    }

    /** Runs on the failed thread. Failures of broker and registry are waited for; what this machine lacks is not. */
    private StreamThreadExceptionResponse onFailure(Throwable error) {
        failure = Optional.of(reason(error));
        refusal = IngestRefusal.in(error, applicationId);
        if (refusal.isPresent()) {
            log.info("ingest stops: {}", reason(error), error);
            return StreamThreadExceptionResponse.SHUTDOWN_CLIENT;
        }
        if (IngestRefusal.isOfPartitions(error)) {
            partitionsAdded = true;
            log.info("ingest stops: {}", reason(error), error);
            return StreamThreadExceptionResponse.SHUTDOWN_CLIENT;
        }
        if (hasCause(error, Error.class)) {
            log.error("ingest stops: {}", reason(error), error);
            return StreamThreadExceptionResponse.SHUTDOWN_CLIENT;
        }
        Duration pause = restarts.nextPause(System.nanoTime());
        log.error("ingest failed, goes on in {}: {}", pause, reason(error), error);
        try {
            if (closing.await(pause.toMillis(), TimeUnit.MILLISECONDS)) {
                log.info("closing, no new thread");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return StreamThreadExceptionResponse.REPLACE_THREAD;
    }

    private static boolean hasCause(Throwable error, Class<? extends Throwable> type) {
        for (Throwable cause = error; cause != null; cause = cause.getCause()) {
            if (type.isInstance(cause)) {
                return true;
            }
        }
        return false;
    }

    private static String reason(Throwable error) {
        Throwable cause = error;
        while (cause.getCause() != null) {
            cause = cause.getCause();
        }
        return cause.getClass().getSimpleName() + ": " + cause.getMessage();
    }

    /** What the application is doing now. */
    public State state() {
        return switch (streams.state()) {
            case CREATED, REBALANCING -> failure.isPresent() ? State.RECOVERING : State.STARTING;
            case RUNNING -> failure.isPresent() ? State.RECOVERING : State.RUNNING;
            case PENDING_ERROR, ERROR -> State.FAILED;
            case PENDING_SHUTDOWN, NOT_RUNNING -> failure.isPresent() ? State.FAILED : State.CLOSED;
        };
    }

    /**
     * Whether brokers have been there lately. Kafka Streams calls itself running however long they are away: its clients
     * look for them without end.
     */
    public boolean isConnected() {
        return contact.isFresh(streams.metrics().values());
    }

    /** Says why the application is recovering or has failed. */
    public Optional<String> failure() {
        return failure;
    }

    /** What the cluster does not let the application do, if that stopped it. */
    public Optional<ForbiddenException> refusal() {
        return refusal;
    }

    /**
     * Says why the application, which has failed, goes on if it is started anew; empty if nothing says that it would.
     */
    public Optional<TopicException> cureByRestart() {
        return partitionsAdded
                ? Optional.of(new TopicException("topic " + Topic.CAMERA_FRAMES.topicName()
                        + ": was given more partitions (expected: that all ingests of the group " + applicationId
                        + " are stopped, and then started; the first one takes the tracks along)"))
                : Optional.empty();
    }

    /** How far it is behind; empty unless it has a bound. */
    public Optional<FreshnessStatus> freshness() {
        return Optional.ofNullable(freshness).map(LiveFreshness::status);
    }

    /** What the application has done so far. */
    public IngestCounts counts() {
        return counters.snapshot();
    }

    /** Counts what was done so far for one stream. */
    public StreamCounts counts(String streamId) {
        return counters.snapshot(streamId);
    }

    /** Stops within seconds and commits the work done so far; a second call does nothing. */
    @Override
    public void close() {
        // Leaving the group lets the next start go on at once instead of waiting for this one to time out.
        if (!stop(GroupMembershipOperation.LEAVE_GROUP, CLOSE_TIMEOUT)) {
            log.warn("ingest did not stop in {}", CLOSE_TIMEOUT);
        }
    }

    /**
     * Stops without waiting for an answer from Kafka, which is known to be gone. The work under way is not committed;
     * the next start does it again. Closing afterwards does nothing.
     */
    public void abandon() {
        if (!stop(GroupMembershipOperation.REMAIN_IN_GROUP, ABANDON_TIMEOUT)) {
            log.info("ingest abandoned with work under way");
        }
    }

    /** False if it is still stopping after this time. */
    private boolean stop(GroupMembershipOperation membership, Duration timeout) {
        closing.countDown();
        if (!closed.compareAndSet(false, true)) {
            return true;
        }
        boolean stopped =
                streams.close(CloseOptions.groupMembershipOperation(membership).withTimeout(timeout));
        registry.close();
        return stopped;
    }
}
