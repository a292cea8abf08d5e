package io.mien.cli;

import static org.awaitility.Awaitility.await;

import io.mien.broker.EmbeddedBroker;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclBindingFilter;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** A broker that knows its users by their passwords, and lets each do only what it was allowed. */
final class ForbiddingBroker implements AutoCloseable {
    /** May do everything. */
    static final String OWNER = "owner";

    private static final String LOGIN =
            "org.apache.kafka.common.security.plain.PlainLoginModule required username=\"%s\" password=\"%s\"%s;";

    private final Path folder;
    private final EmbeddedBroker broker;
    private final Admin owner;

    /**
     * Starts one.
     *
     * @param folder for its data and its users' settings
     * @param rights of each user that there is
     */
    static ForbiddingBroker start(Path folder, Map<String, List<Right>> rights) throws Exception {
        ForbiddingBroker started = new ForbiddingBroker(folder, rights.keySet());
        started.allow(rights.entrySet().stream()
                .flatMap(user -> user.getValue().stream().flatMap(right -> right.bindings(user.getKey())))
                .collect(Collectors.toSet()));
        return started;
    }

    private ForbiddingBroker(Path folder, Set<String> users) throws IOException {
        this.folder = folder;
        String passwords = Stream.concat(users.stream(), Stream.of(OWNER))
                .map(user -> " user_%s=\"%s\"".formatted(user, password(user)))
                .collect(Collectors.joining());
        this.broker = EmbeddedBroker.start(
                folder.resolve("kafka"),
                freePort(),
                Map.of(
                        "listener.security.protocol.map",
                        "PLAINTEXT:SASL_PLAINTEXT,CONTROLLER:PLAINTEXT",
                        "sasl.enabled.mechanisms",
                        "PLAIN",
                        "sasl.mechanism.inter.broker.protocol",
                        "PLAIN",
                        "listener.name.plaintext.plain.sasl.jaas.config",
                        LOGIN.formatted(OWNER, password(OWNER), passwords),
                        "authorizer.class.name",
                        "org.apache.kafka.metadata.authorizer.StandardAuthorizer",
                        // The controller's own listener asks for no password.
                        "super.users",
                        "User:" + OWNER + ";User:ANONYMOUS"));
        this.owner = Admin.create(new HashMap<>(settings(OWNER)));
    }

    private static int freePort() throws IOException {
        try (ServerSocket probe = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return probe.getLocalPort();
        }
    }

    private static String password(String user) {
        return "password-of-" + user;
    }

    private static Map<String, String> login(String user, String password) {
        return new TreeMap<>(Map.of(
                "security.protocol", "SASL_PLAINTEXT",
                "sasl.mechanism", "PLAIN",
                "sasl.jaas.config", LOGIN.formatted(user, password, "")));
    }

    private void allow(Set<AclBinding> bindings) throws Exception {
        owner.createAcls(bindings).all().get();
        await().until(() -> bindings().containsAll(bindings));
    }

    /** Takes rights from a user. */
    void forbid(String user, Right right) throws Exception {
        Set<AclBinding> bindings = right.bindings(user).collect(Collectors.toSet());
        owner.deleteAcls(bindings.stream().map(AclBinding::toFilter).toList())
                .all()
                .get();
        await().until(() -> bindings().stream().noneMatch(bindings::contains));
    }

    private Collection<AclBinding> bindings() throws Exception {
        return owner.describeAcls(AclBindingFilter.ANY).values().get();
    }

    /** How many records a topic of one partition has had. */
    long records(String topic) throws Exception {
        TopicPartition partition = new TopicPartition(topic, 0);
        return owner.listOffsets(Map.of(partition, OffsetSpec.latest()))
                .partitionResult(partition)
                .get()
                .offset();
    }

    /** Puts something there that nobody can read. */
    void writeJunk(String topic) throws Exception {
        try (KafkaProducer<byte[], byte[]> producer = new KafkaProducer<>(
                new HashMap<>(settings(OWNER)), new ByteArraySerializer(), new ByteArraySerializer())) {
            RecordMetadata unused =
                    producer.send(new ProducerRecord<>(topic, new byte[] {1})).get();
        }
    }

    /** Whether anybody reads for this group now. */
    boolean hasMembers(String group) throws Exception {
        return owner.describeConsumerGroups(List.of(group)).all().get().values().stream()
                .noneMatch(described -> described.members().isEmpty());
    }

    /** A client's settings that make it this user's. */
    Map<String, String> settings(String user) {
        Map<String, String> settings = login(user, password(user));
        settings.put("bootstrap.servers", broker.bootstrapServers());
        return settings;
    }

    /** The options that make a command line this user's. */
    List<String> options(String user) throws IOException {
        return options(user, password(user));
    }

    /** The same with a password that may be another's. */
    List<String> options(String user, String password) throws IOException {
        Path file = Files.writeString(
                folder.resolve(user + ".properties"),
                login(user, password).entrySet().stream()
                        .map(setting -> setting.getKey() + "=" + setting.getValue())
                        .collect(Collectors.joining("\n")),
                StandardCharsets.UTF_8);
        return List.of("--bootstrap-servers", broker.bootstrapServers(), "--kafka-config", file.toString());
    }

    @Override
    public void close() {
        owner.close();
        broker.close();
    }
}
