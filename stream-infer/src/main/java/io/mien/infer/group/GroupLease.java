package io.mien.infer.group;

import io.mien.schemas.ForbiddenException;
import io.mien.schemas.Topic;
import io.mien.schemas.TopicException;
import java.io.Closeable;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.GroupProtocol;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Holds a consumer group for one job. Flink's source reads the partitions that it likes and is no member of its group, so
 * that two jobs of one group read everything, and write every reading, twice. So a job is the one member that matters of
 * another group, {@code GROUP-lease}: it takes no partitions, and says there who it is. A second one that joins is told
 * so by the group itself, and leaves.
 *
 * <p>Whoever ends as it should gives the group back at once; of a process that was killed the brokers let go after
 * {@link #SESSION}. Threads: any thread.
 */
public final class GroupLease implements Closeable {
    /** After which the brokers let go of a process that is gone. Theirs allow 6 s to 30 minutes. */
    public static final Duration SESSION = Duration.ofSeconds(10);

    private static final Logger log = LoggerFactory.getLogger(GroupLease.class);
    private static final String SUFFIX = "-lease";
    private static final Duration HEARTBEAT = Duration.ofSeconds(2);
    /** Another member's wish to join is answered in this time and a heartbeat's. */
    private static final Duration POLL = Duration.ofMillis(500);

    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(30);
    private static final Duration LEAVING = Duration.ofSeconds(3);

    private final String groupId;
    private final LeaseClaim claim;
    private final KafkaConsumer<byte[], byte[]> consumer;
    private final CompletableFuture<Boolean> held = new CompletableFuture<>();
    private final CompletableFuture<RuntimeException> failure = new CompletableFuture<>();
    private final AtomicBoolean closed = new AtomicBoolean();
    private final Thread thread;

    private GroupLease(Map<String, String> client, String groupId) {
        this.groupId = groupId;
        this.claim = new LeaseClaim(thisProcess());
        this.consumer = new KafkaConsumer<>(settings(client), new ByteArrayDeserializer(), new ByteArrayDeserializer());
        this.thread = new Thread(this::stay, "mien-lease-" + groupId);
        this.thread.setDaemon(true);
    }

    /** The group whose members are asked for a job's group. */
    public static String leaseGroup(String groupId) {
        return groupId + SUFFIX;
    }

    /**
     * Asks for the group; {@link #await} waits for the answer.
     *
     * @param client settings of Kafka's clients
     * @param groupId of the job
     */
    public static GroupLease request(Map<String, String> client, String groupId) {
        GroupLease lease = new GroupLease(client, groupId);
        lease.thread.start();
        return lease;
    }

    private Map<String, Object> settings(Map<String, String> client) {
        Map<String, Object> settings = new HashMap<>(client);
        settings.remove(CommonClientConfigs.GROUP_INSTANCE_ID_CONFIG);
        settings.put(ConsumerConfig.GROUP_PROTOCOL_CONFIG, GroupProtocol.CLASSIC.name());
        settings.put(ConsumerConfig.GROUP_ID_CONFIG, leaseGroup(groupId));
        settings.put(
                ConsumerConfig.CLIENT_ID_CONFIG,
                hostName() + "-" + ProcessHandle.current().pid());
        settings.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, "false");
        settings.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, "false");
        settings.put(ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG, Math.toIntExact(SESSION.toMillis()));
        settings.put(ConsumerConfig.HEARTBEAT_INTERVAL_MS_CONFIG, Math.toIntExact(HEARTBEAT.toMillis()));
        settings.put(ConsumerConfig.MAX_POLL_INTERVAL_MS_CONFIG, Math.toIntExact(LONGEST_PAUSE.toMillis()));
        settings.put(ConsumerConfig.PARTITION_ASSIGNMENT_STRATEGY_CONFIG, List.of(LeaseAssignor.class));
        settings.put(LeaseClaim.SETTING, claim);
        return settings;
    }

    private static String thisProcess() {
        return "process " + ProcessHandle.current().pid() + " on " + hostName() + ", since "
                + Instant.now().truncatedTo(ChronoUnit.SECONDS);
    }

    private static String hostName() {
        try {
            return InetAddress.getLocalHost().getHostName();
        } catch (UnknownHostException e) {
            return "a host without a name";
        }
    }

    private void stay() {
        try {
            consumer.subscribe(List.of(Topic.FACE_FRAMES.topicName()));
            while (!closed.get() && claim.other().isEmpty()) {
                consumer.poll(POLL);
                if (claim.isHeld() && held.complete(true)) {
                    log.info("group {} is held by this job", groupId);
                }
            }
            claim.other().ifPresent(other -> fail(new GroupTakenException(taken(other))));
        } catch (WakeupException e) {
            log.debug("group {} is given back", groupId, e);
        } catch (RuntimeException e) {
            fail(ForbiddenException.in(e, topic -> AclOperation.READ)
                    .<RuntimeException>map(refusal -> refusal)
                    .orElse(e));
        } finally {
            // Without the minute that Kafka's client takes to leave a group whose brokers are away.
            consumer.close(CloseOptions.timeout(LEAVING));
        }
    }

    private String taken(LeaseHolder other) {
        String both = other.description() + " (this is " + claim.own().description() + ")";
        return held.isDone()
                ? "group " + groupId + ": this job was silent for more than " + SESSION.toSeconds()
                        + " s, and the brokers have given its group to the inference job of " + both
                        + "; the other one goes on"
                : "group " + groupId + ": it is held by the inference job of " + both
                        + " (expected: one job a group, since a second one would read everything again and write each"
                        + " reading twice; give the other one a higher --parallelism, or stop it, or start this one with"
                        + " another --group)";
    }

    private void fail(RuntimeException e) {
        failure.complete(e);
        held.completeExceptionally(e);
    }

    /**
     * Waits until the group is this job's. As long as the process that held it may still be alive that takes up to
     * {@link #SESSION}; where it is alive, its answer takes some seconds.
     *
     * @throws GroupTakenException if another job holds it
     * @throws ForbiddenException if this client may not be a member of the lease's group
     * @throws TopicException if the brokers do not answer in time
     * @throws KafkaException if they refuse for another reason
     * @throws InterruptedException if interrupted
     */
    public void await(Duration patience) throws InterruptedException {
        try {
            boolean unused = held.get(patience.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            requireHeld();
            throw new IllegalStateException(e);
        } catch (TimeoutException e) {
            throw new TopicException(
                    "group " + leaseGroup(groupId) + ": the brokers gave no answer in " + patience.toSeconds() + " s",
                    e);
        }
    }

    /**
     * Does nothing if nobody has taken the group from this job.
     *
     * @throws GroupTakenException if another job holds it
     * @throws ForbiddenException if this client may not be a member of the lease's group any more
     * @throws KafkaException if the brokers refuse for another reason
     */
    public void requireHeld() {
        RuntimeException reason = failure.getNow(null);
        if (reason != null) {
            throw reason;
        }
    }

    /** Gives the group back. */
    @Override
    public void close() {
        closed.set(true);
        consumer.wakeup();
        try {
            thread.join(LEAVING.multipliedBy(2).toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
