package io.mien.schemas;

import io.mien.failures.FailureKind;
import io.mien.failures.ToldFailure;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.GroupAuthorizationException;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.apache.kafka.common.resource.ResourceType;
import org.jspecify.annotations.Nullable;

/**
 * The cluster answers, but it does not let this client do something, and trying again does not help. The message names
 * the thing and the operation that is missing, and says what to do.
 */
public final class ForbiddenException extends RuntimeException implements ToldFailure {
    private static final long serialVersionUID = 1L;
    private static final String EXPECTED =
            " (expected: an ACL that allows it; docs/deployment.md lists what each command needs)";

    private ForbiddenException(String what, @Nullable Throwable cause) {
        super(what + " not allowed for this client" + EXPECTED, cause);
    }

    /**
     * An operation that is missing.
     *
     * @param type of the thing
     * @param name of the thing
     * @param operation that the client needs
     * @param cause Kafka's answer, or null if it was asked beforehand
     */
    public static ForbiddenException of(
            ResourceType type, String name, AclOperation operation, @Nullable Throwable cause) {
        String thing = type.name().toLowerCase(Locale.ROOT).replace('_', ' ');
        return new ForbiddenException(thing + " " + name + ": " + operation + " is", cause);
    }

    /**
     * Finds the refusal that caused a failure; empty if something else caused it.
     *
     * @param failure with its chain of causes
     * @param needed what this client does with a topic, by the topic's name: Kafka's clients keep to themselves which
     *     operation they were refused
     */
    public static Optional<ForbiddenException> in(Throwable failure, Function<String, AclOperation> needed) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof ForbiddenException known) {
                return Optional.of(known);
            }
            if (cause instanceof AuthorizationException refusal) {
                return Optional.of(of(refusal, needed));
            }
        }
        return Optional.empty();
    }

    private static ForbiddenException of(AuthorizationException refusal, Function<String, AclOperation> needed) {
        if (refusal instanceof TopicAuthorizationException topics
                && !topics.unauthorizedTopics().isEmpty()) {
            String topic = topics.unauthorizedTopics().iterator().next();
            return of(ResourceType.TOPIC, topic, needed.apply(topic), refusal);
        }
        if (refusal instanceof GroupAuthorizationException group && group.groupId() != null) {
            return of(ResourceType.GROUP, group.groupId(), AclOperation.READ, refusal);
        }
        return new ForbiddenException("what Kafka answers with '" + refusal.getMessage() + "' is", refusal);
    }

    @Override
    public FailureKind failureKind() {
        return FailureKind.KAFKA;
    }
}
