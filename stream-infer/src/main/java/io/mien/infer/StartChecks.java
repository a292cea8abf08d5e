package io.mien.infer;

import io.mien.failures.FailureKind;
import io.mien.infer.kafka.SubmitChecks;
import io.mien.schemas.Topic;
import java.util.HashMap;
import java.util.Set;
import org.apache.kafka.clients.admin.Admin;

/** Checks before a job starts what would otherwise make it fail a minute later. */
final class StartChecks {
    private StartChecks() {}

    /**
     * What was found of the topics.
     *
     * @param inputId the id of {@code face-frames}
     * @param takesModels whether there are those by which models are deployed
     */
    record Topics(String inputId, boolean takesModels) {}

    /**
     * Looks at topics, brokers and registry, for a job that runs in this process. A job on a cluster does not look at
     * the registry: its job manager may fail over while the registry is away.
     *
     * @return what was found
     * @throws io.mien.schemas.TopicException if a topic is missing or the brokers do not answer
     * @throws io.mien.schemas.ForbiddenException if a topic or the group is forbidden
     * @throws io.mien.schemas.registry.SchemaRegistryException if the registry does not answer
     * @throws InferenceException if the brokers' settings do not allow the delivery
     * @throws io.mien.infer.group.GroupTakenException if another job holds the group
     */
    static Topics requireHere(InferenceConfiguration configuration) {
        Topics topics = require(configuration);
        configuration.registry().register(Set.of(Topic.EXPRESSIONS));
        return topics;
    }

    /**
     * Looks at topics and brokers.
     *
     * @return what was found
     * @throws io.mien.schemas.TopicException if a topic is missing or the brokers do not answer
     * @throws io.mien.schemas.ForbiddenException if a topic or the group is forbidden
     * @throws InferenceException if the brokers' settings do not allow the delivery
     * @throws io.mien.infer.group.GroupTakenException if another job holds the group
     */
    static Topics require(InferenceConfiguration configuration) {
        try (Admin admin = Admin.create(new HashMap<>(configuration.kafka()))) {
            SubmitChecks checks = new SubmitChecks(admin);
            checks.requireTopics(configuration.groupId());
            Delivery delivery = configuration.delivery();
            if (delivery.guarantee() == Delivery.Guarantee.EXACTLY_ONCE) {
                checks.transactionObjection(delivery.transactionTimeout()).ifPresent(objection -> {
                    throw new InferenceException(FailureKind.USAGE, objection);
                });
            }
            checks.requireAlone(configuration.kafka(), configuration.groupId());
            return new Topics(checks.inputId(), checks.takesModels());
        }
    }
}
