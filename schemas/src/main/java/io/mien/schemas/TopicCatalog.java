package io.mien.schemas;

import java.util.Collection;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.ConsumerGroupDescription;
import org.apache.kafka.clients.admin.DescribeConsumerGroupsOptions;
import org.apache.kafka.clients.admin.DescribeTopicsOptions;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.GroupAuthorizationException;
import org.apache.kafka.common.errors.GroupIdNotFoundException;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.apache.kafka.common.errors.TopicExistsException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.apache.kafka.common.record.TimestampType;
import org.apache.kafka.common.resource.ResourceType;
import org.jspecify.annotations.Nullable;

/**
 * Creates the topics of one Kafka cluster, and says before work starts which are missing. Safe for use by many threads,
 * as the given {@link Admin} is. The caller closes the {@link Admin}.
 */
public final class TopicCatalog {
    private static final long TIMEOUT_SECONDS = 20;

    private final Admin admin;

    public TopicCatalog(Admin admin) {
        this.admin = admin;
    }

    /**
     * Creates the topics that do not exist yet; leaves the others as they are.
     *
     * @param partitions of each new topic, at least 1
     * @param replication of each new topic, at least 1
     * @return the names of those created
     * @throws ForbiddenException naming the first topic that is not there and may not be created
     * @throws TopicException if the cluster refuses or does not answer
     */
    public List<String> create(Collection<Topic> topics, int partitions, short replication) {
        return create(topics.stream()
                .map(topic -> topic.toNewTopic(partitions, replication))
                .toList());
    }

    /**
     * Creates the topics that do not exist yet, with the settings given; leaves the others as they are.
     *
     * @return the names of those created
     * @throws ForbiddenException naming the first topic that is not there and may not be created
     * @throws TopicException if the cluster refuses or does not answer
     */
    public List<String> create(Collection<NewTopic> topics) {
        Map<String, KafkaFuture<Void>> creations = admin.createTopics(topics).values();
        return topics.stream()
                .map(NewTopic::name)
                .filter(name -> created(name, creations.get(name)))
                .sorted()
                .toList();
    }

    private boolean created(String name, @Nullable KafkaFuture<Void> creation) {
        try {
            await(creation, "create topic " + name);
            return true;
        } catch (TopicException e) {
            if (e.getCause() instanceof TopicExistsException) {
                return false;
            }
            // A client that may not create the topic may still find it there, so this is asked first.
            if (e.getCause() instanceof TopicAuthorizationException && isVisible(name)) {
                return false;
            }
            throw forbidden(e, name, AclOperation.CREATE);
        }
    }

    private boolean isVisible(String name) {
        try {
            return isThere(name, AclOperation.CREATE);
        } catch (ForbiddenException e) {
            return false;
        }
    }

    /**
     * Says whether a topic is there.
     *
     * @param needed what this client wants to do with it; the message names it if the client may not even see the topic
     * @throws ForbiddenException if this client may not see it
     * @throws TopicException if the cluster does not answer
     */
    public boolean isThere(String name, AclOperation needed) {
        try {
            await(admin.describeTopics(List.of(name)).topicNameValues().get(name), "describe topic " + name);
            return true;
        } catch (TopicException e) {
            if (e.getCause() instanceof UnknownTopicOrPartitionException) {
                return false;
            }
            throw forbidden(e, name, needed);
        }
    }

    /** The failure, in plainer words if it is a refusal. */
    private static RuntimeException forbidden(TopicException failure, String name, AclOperation operation) {
        return failure.getCause() instanceof TopicAuthorizationException refusal
                ? ForbiddenException.of(ResourceType.TOPIC, name, operation, refusal)
                : failure;
    }

    /**
     * Checks that the topics are there and that this client may read or write them as it needs to.
     *
     * @param readable topics that are consumed
     * @param writable topics that are produced to
     * @throws TopicException naming the first topic that is missing
     * @throws ForbiddenException naming the first topic that is forbidden
     */
    public void require(Set<Topic> readable, Set<Topic> writable) {
        Map<Topic, Set<AclOperation>> needs = new EnumMap<>(Topic.class);
        readable.forEach(topic -> needs.computeIfAbsent(topic, none -> EnumSet.noneOf(AclOperation.class))
                .add(AclOperation.READ));
        writable.forEach(topic -> needs.computeIfAbsent(topic, none -> EnumSet.noneOf(AclOperation.class))
                .add(AclOperation.WRITE));
        Map<String, KafkaFuture<TopicDescription>> descriptions = admin.describeTopics(
                        needs.keySet().stream().map(Topic::topicName).collect(Collectors.toList()),
                        new DescribeTopicsOptions().includeAuthorizedOperations(true))
                .topicNameValues();
        needs.forEach((topic, operations) -> {
            KafkaFuture<TopicDescription> answer = descriptions.get(topic.topicName());
            operations.forEach(operation -> requireOperation(topic, operation, answer));
        });
    }

    private static void requireOperation(
            Topic topic, AclOperation operation, @Nullable KafkaFuture<TopicDescription> answer) {
        Set<AclOperation> allowed = describe(topic, operation, answer).authorizedOperations();
        // A cluster without authorisation answers null.
        if (allowed != null && !allowed.isEmpty() && !allowed.contains(operation)) {
            throw ForbiddenException.of(ResourceType.TOPIC, topic.topicName(), operation, null);
        }
    }

    private static TopicDescription describe(
            Topic topic, AclOperation needed, @Nullable KafkaFuture<TopicDescription> answer) {
        try {
            return await(answer, "describe topic " + topic.topicName());
        } catch (TopicException e) {
            if (e.getCause() instanceof UnknownTopicOrPartitionException) {
                throw new TopicException(
                        "topic " + topic.topicName() + ": not there (run `mien topics create`)", e.getCause());
            }
            throw forbidden(e, topic.topicName(), needed);
        }
    }

    /**
     * The id that the cluster gave a topic when it was made.
     *
     * @throws TopicException if it is missing, or the cluster does not answer
     * @throws ForbiddenException if this client may not see it
     */
    public String id(Topic topic) {
        return describe(topic).topicId().toString();
    }

    /**
     * How many partitions a topic has.
     *
     * @throws TopicException if it is missing, or the cluster does not answer
     * @throws ForbiddenException if this client may not see it
     */
    public int partitions(Topic topic) {
        return describe(topic).partitions().size();
    }

    private TopicDescription describe(Topic topic) {
        return describe(
                topic,
                AclOperation.DESCRIBE,
                admin.describeTopics(List.of(topic.topicName()))
                        .topicNameValues()
                        .get(topic.topicName()));
    }

    /**
     * Whether the brokers keep the times that a topic's writers give their records, in place of those at which they were
     * appended. False where this client may not see the topic's settings.
     *
     * @throws TopicException if the cluster does not answer
     */
    public boolean keepsWritersTimes(Topic topic) {
        ConfigResource resource = new ConfigResource(ConfigResource.Type.TOPIC, topic.topicName());
        try {
            ConfigEntry type = await(
                            admin.describeConfigs(List.of(resource)).values().get(resource),
                            "describe the settings of topic " + topic.topicName())
                    .get(TopicConfig.MESSAGE_TIMESTAMP_TYPE_CONFIG);
            return type != null && TimestampType.CREATE_TIME.name.equals(type.value());
        } catch (TopicException e) {
            if (e.getCause() instanceof AuthorizationException) {
                return false;
            }
            throw e;
        }
    }

    /**
     * Checks that this client may read as a member of a consumer group.
     *
     * @throws ForbiddenException if it may not; of a group that does not exist yet, the cluster only tells this to
     *     clients that may not see it either
     * @throws TopicException if the cluster does not answer
     */
    public void requireGroup(String group) {
        KafkaFuture<ConsumerGroupDescription> answer = admin.describeConsumerGroups(
                        List.of(group), new DescribeConsumerGroupsOptions().includeAuthorizedOperations(true))
                .describedGroups()
                .get(group);
        Set<AclOperation> allowed;
        try {
            allowed = await(answer, "describe group " + group).authorizedOperations();
        } catch (TopicException e) {
            if (e.getCause() instanceof GroupIdNotFoundException) {
                return;
            }
            if (e.getCause() instanceof GroupAuthorizationException) {
                throw ForbiddenException.of(ResourceType.GROUP, group, AclOperation.READ, e.getCause());
            }
            throw e;
        }
        if (allowed != null && !allowed.isEmpty() && !allowed.contains(AclOperation.READ)) {
            throw ForbiddenException.of(ResourceType.GROUP, group, AclOperation.READ, null);
        }
    }

    private static <T> T await(@Nullable KafkaFuture<T> answer, String what) {
        if (answer == null) {
            throw new TopicException("cannot " + what + ": the cluster gave no answer about it");
        }
        try {
            return answer.get(TIMEOUT_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new TopicException("interrupted: " + what, e);
        } catch (ExecutionException e) {
            Throwable cause = e.getCause() == null ? e : e.getCause();
            throw new TopicException("cannot " + what + ": " + cause.getMessage(), cause);
        } catch (TimeoutException e) {
            throw new TopicException("cannot " + what + ": no answer in " + TIMEOUT_SECONDS + " s", e);
        }
    }
}
