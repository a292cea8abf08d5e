package io.mien.bench;

import io.mien.broker.EmbeddedBroker;
import io.mien.schemas.Topic;
import io.mien.schemas.TopicCatalog;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.config.TopicConfig;

/** A broker in a process of its own, which can be killed and started again with its data. Not safe for use by many threads. */
final class BrokerProcess implements AutoCloseable {
    static final int PARTITIONS = 4;
    private static final int PATIENCE_MILLIS = 120_000;

    private final Path folder;
    private final int port;
    private final Map<String, String> settings;
    private ChildJvm process;

    private BrokerProcess(Path folder, int port, Map<String, String> settings) throws IOException {
        this.folder = folder;
        this.port = port;
        this.settings = settings;
        this.process = launch();
    }

    /**
     * Starts one with Mien's topics.
     *
     * @param folder for its data and its log
     * @param settings by Kafka's names, beside the embedded broker's
     */
    static BrokerProcess start(Path folder, Map<String, String> settings) throws IOException {
        int port;
        try (ServerSocket probe = new ServerSocket(0)) {
            port = probe.getLocalPort();
        }
        return start(folder, port, settings);
    }

    /** The same at a port; where its data is already, its topics are too. */
    static BrokerProcess start(Path folder, int port, Map<String, String> settings) throws IOException {
        boolean there = Files.exists(folder.resolve("data"));
        Files.createDirectories(folder);
        BrokerProcess broker = new BrokerProcess(folder, port, settings);
        Map<String, Object> client = new HashMap<>(broker.kafka());
        client.put(AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, PATIENCE_MILLIS);
        try (Admin admin = Admin.create(client)) {
            // A machine that is busy is slow, and a broker that was killed is let in again when its session from before
            // is over.
            var unused = admin.describeCluster().nodes().get();
            if (!there) {
                new TopicCatalog(admin).create(EnumSet.allOf(Topic.class), PARTITIONS, (short) 1);
            }
            return broker;
        } catch (InterruptedException e) {
            broker.close();
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        } catch (ExecutionException | RuntimeException e) {
            broker.close();
            throw new IOException("no broker: " + e.getMessage(), e);
        }
    }

    /**
     * Settings of a broker that soon deletes what was read.
     *
     * @param segment megabytes that are deleted at once
     * @param kept megabytes of each partition
     */
    static Map<String, String> littleDisk(int segment, int kept) {
        return Map.of(
                "log.segment.bytes",
                Integer.toString(segment << 20),
                "log.retention.bytes",
                Integer.toString(kept << 20),
                "log.retention.check.interval.ms",
                "10000",
                "log.segment.delete.delay.ms",
                "1000");
    }

    /** Lets topics keep what they have, however old it gets, for those who count it in the end. */
    void keep(List<Topic> topics) throws IOException, InterruptedException {
        Map<ConfigResource, Collection<AlterConfigOp>> changes = new HashMap<>();
        for (Topic topic : topics) {
            changes.put(
                    new ConfigResource(ConfigResource.Type.TOPIC, topic.topicName()),
                    List.of(new AlterConfigOp(
                            new ConfigEntry(TopicConfig.RETENTION_MS_CONFIG, "-1"), AlterConfigOp.OpType.SET)));
        }
        try (Admin admin = Admin.create(new HashMap<>(kafka()))) {
            var unused = admin.incrementalAlterConfigs(changes).all().get();
        } catch (ExecutionException e) {
            throw new IOException("topics cannot be altered: " + e.getMessage(), e);
        }
    }

    private ChildJvm launch() throws IOException {
        List<String> arguments = new ArrayList<>(List.of(folder.resolve("data").toString(), Integer.toString(port)));
        settings.forEach((name, value) -> arguments.add(name + "=" + value));
        return ChildJvm.start(folder.resolve("broker.log"), Main.class, arguments);
    }

    long pid() {
        return process.pid();
    }

    int port() {
        return port;
    }

    /** Bytes of a topic's records on its disk. */
    long bytes(Topic topic) throws IOException {
        long bytes = 0;
        try (DirectoryStream<Path> partitions =
                Files.newDirectoryStream(folder.resolve("data"), topic.topicName() + "-[0-9]*")) {
            for (Path partition : partitions) {
                try (DirectoryStream<Path> segments = Files.newDirectoryStream(partition, "*.log")) {
                    for (Path segment : segments) {
                        bytes += Files.size(segment);
                    }
                }
            }
        }
        return bytes;
    }

    String server() {
        return "127.0.0.1:" + port;
    }

    Map<String, String> kafka() {
        return Map.of("bootstrap.servers", server());
    }

    void killAndStart() throws IOException {
        process.kill();
        process = launch();
    }

    @Override
    public void close() {
        process.close();
    }

    /** The broker's process. */
    static final class Main {
        private Main() {}

        public static void main(String[] arguments) throws IOException, InterruptedException {
            ChildJvm.endWithParent();
            Map<String, String> settings = new HashMap<>();
            for (int i = 2; i < arguments.length; i++) {
                String[] setting = arguments[i].split("=", 2);
                settings.put(setting[0], setting[1]);
            }
            EmbeddedBroker unused =
                    EmbeddedBroker.start(Path.of(arguments[0]), Integer.parseInt(arguments[1]), settings);
            Thread.currentThread().join();
        }
    }
}
