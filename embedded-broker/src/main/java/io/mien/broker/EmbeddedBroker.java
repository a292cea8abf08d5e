package io.mien.broker;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.utils.Time;
import org.apache.kafka.metadata.storage.Formatter;

/**
 * One KRaft broker and controller on the loopback interface. It keeps its data in a given folder and may be started on
 * it again. Threads: its owner opens and closes it; in between it has nothing to call.
 */
public final class EmbeddedBroker implements AutoCloseable {
    private static final String HOST = "127.0.0.1";
    private static final long LOOK_AGAIN_MILLIS = 100;
    private static final long PATIENCE_WITH_THE_FAILED_MILLIS = 3_000;

    private final KafkaRaftServer server;
    private final int port;

    /**
     * Starts a broker on free ports.
     *
     * @param folder for its data; made if absent
     * @throws IOException if the folder cannot be written or no port is free
     */
    public static EmbeddedBroker start(Path folder) throws IOException {
        return start(folder, freePort());
    }

    /**
     * Starts a broker.
     *
     * @param folder for its data; made if absent
     * @param port to listen on
     * @throws IOException if the folder cannot be written
     * @throws java.net.BindException if the port is taken
     */
    public static EmbeddedBroker start(Path folder, int port) throws IOException {
        return start(folder, port, Map.of());
    }

    /**
     * Starts a broker that has settings of the caller's, such as an authoriser.
     *
     * @param folder for its data; made if absent
     * @param port to listen on
     * @param settings by Kafka's names; stronger than this class's own. Clients connect to the listener {@code PLAINTEXT},
     *     whatever protocol it is mapped to.
     * @throws IOException if the folder cannot be written
     * @throws java.net.BindException if the port is taken
     */
    public static EmbeddedBroker start(Path folder, int port, Map<String, String> settings) throws IOException {
        // Kafka ends a failed start with a stack trace a minute later: look first.
        try (ServerSocket probe = new ServerSocket()) {
            probe.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
        }
        Files.createDirectories(folder);
        KafkaExit.intercept();
        return new EmbeddedBroker(folder, port, settings);
    }

    private EmbeddedBroker(Path folder, int port, Map<String, String> own) throws IOException {
        this.port = port;
        if (!Files.exists(folder.resolve("meta.properties"))) {
            format(folder);
        }
        Map<String, Object> settings = settings(folder, port, freePort());
        settings.putAll(own);
        this.server = new KafkaRaftServer(new KafkaConfig(settings, false), Time.SYSTEM);
        server.startup();
    }

    /** What clients give as {@code bootstrap.servers}. */
    public String bootstrapServers() {
        return HOST + ":" + port;
    }

    private static void format(Path folder) throws IOException {
        try (PrintStream nowhere = new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8)) {
            new Formatter()
                    .setClusterId(Uuid.randomUuid().toString())
                    .setNodeId(1)
                    .addDirectory(folder.toString())
                    .setControllerListenerName("CONTROLLER")
                    .setMetadataLogDirectory(folder.toString())
                    .setPrintStream(nowhere)
                    .run();
        } catch (IOException e) {
            throw e;
        } catch (Exception e) {
            throw new IOException("cannot format " + folder + " for Kafka: " + e.getMessage(), e);
        }
    }

    private static Map<String, Object> settings(Path folder, int port, int controllerPort) {
        Map<String, Object> settings = new HashMap<>();
        settings.put("process.roles", "broker,controller");
        settings.put("node.id", "1");
        settings.put("controller.quorum.voters", "1@" + HOST + ":" + controllerPort);
        settings.put("listeners", "PLAINTEXT://" + HOST + ":" + port + ",CONTROLLER://" + HOST + ":" + controllerPort);
        settings.put("advertised.listeners", "PLAINTEXT://" + HOST + ":" + port);
        settings.put("listener.security.protocol.map", "PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT");
        settings.put("controller.listener.names", "CONTROLLER");
        settings.put("inter.broker.listener.name", "PLAINTEXT");
        settings.put("log.dirs", folder.toString());
        settings.put("auto.create.topics.enable", "false");
        settings.put("group.initial.rebalance.delay.ms", "0");
        // One broker: its own topics have one copy, and few partitions, since each costs start-up time.
        settings.put("default.replication.factor", "1");
        settings.put("offsets.topic.replication.factor", "1");
        settings.put("offsets.topic.num.partitions", "4");
        settings.put("transaction.state.log.replication.factor", "1");
        settings.put("transaction.state.log.min.isr", "1");
        settings.put("transaction.state.log.num.partitions", "4");
        settings.put("share.coordinator.state.topic.replication.factor", "1");
        settings.put("share.coordinator.state.topic.min.isr", "1");
        settings.put("share.coordinator.state.topic.num.partitions", "1");
        // Little memory: it shares its JVM with everything else.
        settings.put("log.cleaner.threads", "1");
        settings.put("log.cleaner.dedupe.buffer.size", Integer.toString(4 << 20));
        settings.put("num.network.threads", "2");
        settings.put("num.io.threads", "4");
        settings.put("background.threads", "2");
        settings.put("log.segment.bytes", Integer.toString(64 << 20));
        settings.put("message.max.bytes", Integer.toString(10 << 20));
        return settings;
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    /**
     * Says in Kafka's words why a broker of this JVM has given up since this one was started, mostly because a disk is
     * full or failing. Kafka would then end the JVM. Here the JVM goes on, but the broker answers nobody any more and
     * has to be closed.
     */
    public Optional<String> failure() {
        return KafkaExit.wish();
    }

    /** Stops the broker; one that has given up is left to itself after a few seconds. */
    @Override
    public void close() {
        Thread stopping = new Thread(this::stop, "embedded-broker-stop");
        stopping.setDaemon(true);
        stopping.start();
        try {
            while (stopping.isAlive() && failure().isEmpty()) {
                stopping.join(LOOK_AGAIN_MILLIS);
            }
            stopping.join(PATIENCE_WITH_THE_FAILED_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void stop() {
        server.shutdown();
        server.awaitShutdown();
    }
}
