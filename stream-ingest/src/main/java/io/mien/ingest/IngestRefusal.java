package io.mien.ingest;

import io.mien.ingest.topology.IngestTopology;
import io.mien.schemas.ForbiddenException;
import io.mien.schemas.Topic;
import java.util.Optional;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.apache.kafka.common.errors.TransactionalIdAuthorizationException;
import org.apache.kafka.common.resource.ResourceType;
import org.apache.kafka.streams.errors.StreamsException;

/** Finds out what the cluster does not let Kafka Streams do; Streams' own exceptions name only a part of it. */
final class IngestRefusal {
    private IngestRefusal() {}

    /** Finds the refusal that caused a thread's failure; empty if something else caused it. */
    static Optional<ForbiddenException> in(Throwable failure, String applicationId) {
        return ForbiddenException.in(failure, topic -> operation(topic, applicationId))
                .map(refusal -> named(refusal, applicationId));
    }

    /** Whether Streams has found that a topic of its own has other partitions than the one that it reads. */
    static boolean isOfPartitions(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof StreamsException
                    && String.valueOf(cause.getMessage()).contains("has invalid partitions")) {
                return true;
            }
        }
        return false;
    }

    private static AclOperation operation(String topic, String applicationId) {
        boolean own = topic.startsWith(applicationId + "-");
        return own || topic.equals(Topic.CAMERA_FRAMES.topicName()) ? AclOperation.READ : AclOperation.WRITE;
    }

    private static ForbiddenException named(ForbiddenException refusal, String applicationId) {
        Throwable cause = refusal.getCause();
        if (cause instanceof TransactionalIdAuthorizationException) {
            return ForbiddenException.of(
                    ResourceType.TRANSACTIONAL_ID, applicationId + "-*", AclOperation.WRITE, cause);
        }
        if (cause instanceof TopicAuthorizationException topics
                && topics.unauthorizedTopics().isEmpty()) {
            // The only topic that Streams creates.
            String changelog = IngestTopology.tracksTopic(applicationId);
            return ForbiddenException.of(ResourceType.TOPIC, changelog, AclOperation.CREATE, cause);
        }
        return refusal;
    }
}
