package io.mien.schemas;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.DescribeTopicsOptions;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.errors.TopicExistsException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

/**
 * The topics of one Kafka cluster: creates them, and says before work starts what is missing. Safe for use by many
 * threads, as the given {@link Admin} is, which stays the caller's.
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
     * @throws TopicException if the cluster refuses or does not answer
     */
    public List<String> create(Collection<NewTopic> topics) {
        Map<String, KafkaFuture<Void>> creations = admin.createTopics(topics).values();
        return creations.entrySet().stream()
                .filter(creation -> created(creation.getKey(), creation.getValue()))
                .map(Map.Entry::getKey)
                .sorted()
                .toList();
    }

    private static boolean created(String name, KafkaFuture<Void> creation) {
        try {
            await(creation, "create topic " + name);
            return true;
        } catch (TopicException e) {
            if (e.getCause() instanceof TopicExistsException) {
                return false;
            }
            throw e;
        }
    }

    /**
     * Checks that the topics are there and that this client may read or write them as it needs to.
     *
     * @param readable topics that are consumed
     * @param writable topics that are produced to
     * @throws TopicException naming the first topic that is missing or forbidden
     */
    public void require(Set<Topic> readable, Set<Topic> writable) {
        Map<Topic, AclOperation> needs = new LinkedHashMap<>();
        readable.forEach(topic -> needs.put(topic, AclOperation.READ));
        writable.forEach(topic -> needs.put(topic, AclOperation.WRITE));
        Map<String, KafkaFuture<TopicDescription>> descriptions = admin.describeTopics(
                        needs.keySet().stream().map(Topic::topicName).collect(Collectors.toList()),
                        new DescribeTopicsOptions().includeAuthorizedOperations(true))
                .topicNameValues();
        needs.forEach((topic, operation) -> {
            KafkaFuture<TopicDescription> answer = descriptions.get(topic.topicName());
            if (answer == null) {
                throw new TopicException("topic " + topic.topicName() + ": the cluster gave no answer about it");
            }
            requireOperation(topic, operation, describe(topic, answer));
        });
    }

    private static TopicDescription describe(Topic topic, KafkaFuture<TopicDescription> answer) {
        try {
            return await(answer, "describe topic " + topic.topicName());
        } catch (TopicException e) {
            if (e.getCause() instanceof UnknownTopicOrPartitionException) {
                throw new TopicException(
                        "topic " + topic.topicName() + ": not there (run `mien topics create`)", e.getCause());
            }
            throw e;
        }
    }

    private static void requireOperation(Topic topic, AclOperation operation, TopicDescription description) {
        Set<AclOperation> allowed = description.authorizedOperations();
        // A cluster without authorisation answers null.
        if (allowed != null && !allowed.isEmpty() && !allowed.contains(operation)) {
            throw new TopicException("topic " + topic.topicName() + ": " + operation
                    + " is not allowed for this client (expected: an ACL that allows it)");
        }
    }

    private static <T> T await(KafkaFuture<T> answer, String what) {
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
