package io.mien.cli.demo;

import io.mien.schemas.registry.SchemaRegistrySettings;
import io.mien.schemas.sealing.KeyAccess;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.util.Map;

/**
 * The ports that the embedded broker and registry listen on. They are chosen before the two start, because their
 * clients are prepared meanwhile.
 *
 * @param broker a port of the loopback interface
 * @param registry another
 * @param keys that records are sealed and opened with
 */
record LoopbackPorts(int broker, int registry, KeyAccess keys) {
    private static final String HOST = "127.0.0.1";

    /** Two that are free now. */
    static LoopbackPorts free(KeyAccess keys) throws IOException {
        InetAddress loopback = InetAddress.getLoopbackAddress();
        try (ServerSocket broker = new ServerSocket(0, 1, loopback);
                ServerSocket registry = new ServerSocket(0, 1, loopback)) {
            return new LoopbackPorts(broker.getLocalPort(), registry.getLocalPort(), keys);
        }
    }

    /** What clients give as {@code bootstrap.servers}. */
    String bootstrapServers() {
        return HOST + ":" + broker;
    }

    /** The settings of any client. */
    Map<String, String> kafka() {
        return Map.of("bootstrap.servers", bootstrapServers());
    }

    URI registryUrl() {
        return URI.create("http://" + HOST + ":" + registry);
    }

    SchemaRegistrySettings schemas() {
        return new SchemaRegistrySettings(registryUrl(), kafka()).withKeys(keys);
    }
}
