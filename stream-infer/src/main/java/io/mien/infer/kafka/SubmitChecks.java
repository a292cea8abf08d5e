package io.mien.infer.kafka;

import io.mien.infer.group.GroupLease;
import io.mien.schemas.ForbiddenException;
import io.mien.schemas.Topic;
import io.mien.schemas.TopicCatalog;
import io.mien.schemas.TopicException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.errors.GroupIdNotFoundException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Finds out before the job starts what is wrong with the brokers for it. The caller closes the {@link Admin}. */
public final class SubmitChecks {
    private static final Logger log = LoggerFactory.getLogger(SubmitChecks.class);
    private static final String BROKER_LIMIT = "transaction.max.timeout.ms";
    private static final long TIMEOUT_SECONDS = 20;
    private static final Duration ANSWER = Duration.ofSeconds(60);

    private final Admin admin;

    /**
     * @param admin of the cluster
     */
    public SubmitChecks(Admin admin) {
        this.admin = admin;
    }

    /**
     * Checks that the job's topics are there and may be used, and that its group may be.
     *
     * @throws io.mien.schemas.TopicException naming the first topic that is missing
     * @throws io.mien.schemas.ForbiddenException naming the first topic that is forbidden, or the group
     */
    public void requireTopics(String groupId) {
        TopicCatalog topics = new TopicCatalog(admin);
        topics.require(Set.of(Topic.FACE_FRAMES), Set.of(Topic.EXPRESSIONS, Topic.FACE_FRAMES_DEAD_LETTERS));
        topics.requireGroup(groupId);
        topics.requireGroup(GroupLease.leaseGroup(groupId));
    }

    /**
     * Checks that no other job holds the group. If nobody has it this is known at once; if a process has it that may be gone,
     * the brokers wait for it for up to {@link GroupLease#SESSION}.
     *
     * @throws io.mien.infer.group.GroupTakenException if another job holds it
     * @throws io.mien.schemas.ForbiddenException if this client may not hold it
     * @throws io.mien.schemas.TopicException if the brokers do not answer
     */
    public void requireAlone(Map<String, String> client, String groupId) {
        if (!hasMembers(GroupLease.leaseGroup(groupId))) {
            return;
        }
        log.info("group {} has a holder; waiting for its answer, or for the brokers to give it up", groupId);
        try (GroupLease lease = GroupLease.request(client, groupId)) {
            lease.await(ANSWER);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new TopicException("interrupted while waiting for group " + groupId, e);
        }
    }

    private boolean hasMembers(String group) {
        try {
            return !admin
                    .describeConsumerGroups(List.of(group))
                    .all()
                    .get(TIMEOUT_SECONDS, TimeUnit.SECONDS)
                    .values()
                    .stream()
                    .allMatch(description -> description.members().isEmpty());
        } catch (ExecutionException e) {
            if (e.getCause() instanceof GroupIdNotFoundException) {
                return false;
            }
            throw new TopicException("cannot look at group " + group + ": " + e.getMessage(), e);
        } catch (TimeoutException e) {
            throw new TopicException("cannot look at group " + group + ": no answer in " + TIMEOUT_SECONDS + " s", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new TopicException("interrupted while looking at group " + group, e);
        }
    }

    /**
     * The id of {@code face-frames}: another when the topic was deleted and made again.
     *
     * @throws io.mien.schemas.TopicException if the topic is missing or the brokers do not answer
     */
    public String inputId() {
        return new TopicCatalog(admin).id(Topic.FACE_FRAMES);
    }

    /**
     * Whether the topics are there by which a model is put into a running job, and this client may use them.
     *
     * @throws io.mien.schemas.TopicException if the brokers do not answer
     */
    public boolean takesModels() {
        TopicCatalog topics = new TopicCatalog(admin);
        try {
            if (topics.isThere(Topic.MODEL_CONTROL.topicName(), AclOperation.READ)
                    && topics.isThere(Topic.MODEL_EVENTS.topicName(), AclOperation.WRITE)) {
                topics.require(Set.of(Topic.MODEL_CONTROL), Set.of(Topic.MODEL_CONTROL, Topic.MODEL_EVENTS));
                return true;
            }
            log.info(
                    "no model can be deployed to this job: no topics {} and {} (`mien topics create` makes them)",
                    Topic.MODEL_CONTROL.topicName(),
                    Topic.MODEL_EVENTS.topicName());
        } catch (ForbiddenException e) {
            log.info("no model can be deployed to this job: {}", e.getMessage());
        }
        return false;
    }

    /** Says in words why the brokers would refuse transactions of this length; empty if they would not. */
    public Optional<String> transactionObjection(Duration timeout) {
        return brokerLimit()
                .filter(limit -> timeout.compareTo(limit) > 0)
                .map(limit -> "transaction timeout: " + timeout + " (expected: at most " + limit + ", the brokers' "
                        + BROKER_LIMIT + "; shorten it with --transaction-timeout, or raise that)");
    }

    private Optional<Duration> brokerLimit() {
        try {
            Node broker = admin.describeCluster()
                    .nodes()
                    .get(TIMEOUT_SECONDS, TimeUnit.SECONDS)
                    .iterator()
                    .next();
            ConfigResource resource = new ConfigResource(ConfigResource.Type.BROKER, broker.idString());
            Map<ConfigResource, Config> configs =
                    admin.describeConfigs(List.of(resource)).all().get(TIMEOUT_SECONDS, TimeUnit.SECONDS);
            Config config = configs.get(resource);
            ConfigEntry limit = config == null ? null : config.get(BROKER_LIMIT);
            return limit == null || limit.value() == null
                    ? Optional.empty()
                    : Optional.of(Duration.ofMillis(Long.parseLong(limit.value())));
        } catch (ExecutionException e) {
            // A client may be forbidden to see the brokers' settings and still be allowed to write.
            return notChecked(e.getCause() == null ? e : e.getCause());
        } catch (TimeoutException e) {
            return notChecked(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        }
    }

    private static Optional<Duration> notChecked(Throwable reason) {
        log.warn(
                "{} of the brokers is not known, the job's transactions may be too long for it: {}",
                BROKER_LIMIT,
                reason.toString());
        return Optional.empty();
    }
}
