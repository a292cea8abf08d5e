package io.mien.infer.kafka;

import io.mien.schemas.ForbiddenException;
import io.mien.schemas.Topic;
import io.mien.schemas.TopicCatalog;
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
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Finds out before the job starts what is wrong with the brokers for it. The caller closes the {@link Admin}. */
public final class SubmitChecks {
    private static final Logger log = LoggerFactory.getLogger(SubmitChecks.class);
    private static final String BROKER_LIMIT = "transaction.max.timeout.ms";
    private static final long TIMEOUT_SECONDS = 20;

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
            log.warn("no model can be deployed to this job: {}", e.getMessage());
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
