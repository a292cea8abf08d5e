package io.mien.cli;

import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.kafka.common.acl.AccessControlEntry;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.acl.AclPermissionType;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.ResourcePattern;
import org.apache.kafka.common.resource.ResourceType;

/**
 * What a user may do with one thing of a cluster.
 *
 * @param operations the first is the one that is missed first
 */
record Right(ResourceType type, PatternType pattern, String name, List<AclOperation> operations) {
    private static final Right SCHEMAS = topic("mien-schemas", AclOperation.READ);

    /** Those that docs/deployment.md lists for {@code mien ingest}. */
    static final List<Right> OF_INGEST = List.of(
            topic("camera-frames", AclOperation.READ, AclOperation.WRITE),
            topic("face-frames", AclOperation.WRITE),
            topic("camera-frames.dlq", AclOperation.WRITE),
            SCHEMAS,
            topic("mien-ingest-tracks-changelog", AclOperation.CREATE, AclOperation.READ, AclOperation.WRITE),
            group("mien-ingest"),
            transactions("mien-ingest-"));

    /** Those that docs/deployment.md lists for {@code mien infer}. */
    static final List<Right> OF_INFER = List.of(
            topic("face-frames", AclOperation.READ),
            topic("expressions", AclOperation.WRITE),
            topic("face-frames.dlq", AclOperation.WRITE),
            SCHEMAS,
            group("mien-infer"),
            group("mien-infer-lease"));

    /** What {@code mien infer --guarantee EXACTLY_ONCE} needs beside them. */
    static final Right TRANSACTIONS_OF_INFER = transactions("mien-infer");

    /** With which it can see beforehand whether its transactions may be as long as it wants them. */
    static final Right SETTINGS_OF_BROKERS = new Right(
            ResourceType.CLUSTER, PatternType.LITERAL, "kafka-cluster", List.of(AclOperation.DESCRIBE_CONFIGS));

    /** Those that docs/deployment.md lists for {@code mien dashboard}. */
    static final List<Right> OF_DASHBOARD = List.of(
            topic("expressions", AclOperation.READ),
            topic("camera-frames.dlq", AclOperation.READ),
            topic("face-frames.dlq", AclOperation.READ),
            SCHEMAS);

    /** Those that docs/dead-letters.md lists for {@code mien dlq redrive}. */
    static final List<Right> OF_REDRIVE = List.of(
            topic("camera-frames.dlq", AclOperation.READ),
            topic("face-frames.dlq", AclOperation.READ),
            topic("camera-frames", AclOperation.WRITE),
            topic("face-frames", AclOperation.WRITE),
            SCHEMAS,
            group("mien-redrive"),
            new Right(ResourceType.TRANSACTIONAL_ID, PatternType.LITERAL, "mien-redrive", List.of(AclOperation.WRITE)));

    static Right topic(String name, AclOperation... operations) {
        return new Right(ResourceType.TOPIC, PatternType.LITERAL, name, List.of(operations));
    }

    private static Right group(String name) {
        return new Right(ResourceType.GROUP, PatternType.LITERAL, name, List.of(AclOperation.READ));
    }

    private static Right transactions(String prefix) {
        return new Right(ResourceType.TRANSACTIONAL_ID, PatternType.PREFIXED, prefix, List.of(AclOperation.WRITE));
    }

    /** What a command says that lacks it. */
    String sentence() {
        String thing = type.name().toLowerCase(Locale.ROOT).replace('_', ' ');
        return "mien: " + thing + " " + name + (pattern == PatternType.PREFIXED ? "*" : "") + ": " + operations.get(0)
                + " is not allowed for this client (expected: an ACL that allows it; docs/deployment.md lists what"
                + " each command needs)";
    }

    Stream<AclBinding> bindings(String user) {
        ResourcePattern thing = new ResourcePattern(type, name, pattern);
        return Set.copyOf(operations).stream()
                .map(operation -> new AclBinding(
                        thing, new AccessControlEntry("User:" + user, "*", operation, AclPermissionType.ALLOW)));
    }

    @Override
    public String toString() {
        return name + " " + operations;
    }
}
