package io.mien.gateway;

import io.mien.schemas.registry.SchemaRegistrySettings;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/**
 * Settings of a gateway.
 *
 * @param host the address to listen on
 * @param port to listen on; 0 takes any free one
 * @param kafka client settings of the cluster, at least {@code bootstrap.servers}
 * @param registry where the schemas are
 * @param grants the streams, each with its token
 * @param limits of what clients may send
 * @param sessionEndsAfter without a tile; until then a client that connects again goes on with its subject
 */
public record GatewayConfiguration(
        String host,
        int port,
        Map<String, String> kafka,
        SchemaRegistrySettings registry,
        List<StreamGrant> grants,
        GatewayLimits limits,
        Duration sessionEndsAfter) {
    /** The address listened on unless another is given. */
    public static final String DEFAULT_HOST = "127.0.0.1";
    /** The port listened on unless another is given. */
    public static final int DEFAULT_PORT = 8090;
    /** How long a session waits for its next tile unless something else is given. */
    public static final Duration DEFAULT_SESSION_ENDS_AFTER = Duration.ofSeconds(30);

    private static final int HIGHEST_PORT = 65_535;
    private static final Duration SHORTEST_SILENCE = Duration.ofSeconds(1);
    private static final Duration LONGEST_SILENCE = Duration.ofMinutes(10);

    /** @throws IllegalArgumentException if a value is out of its range */
    public GatewayConfiguration {
        require(port >= 0 && port <= HIGHEST_PORT, "port", port, "0 to " + HIGHEST_PORT);
        requireAddress(host);
        kafka = Map.copyOf(kafka);
        require(kafka.containsKey("bootstrap.servers"), "kafka", new TreeSet<>(kafka.keySet()), "bootstrap.servers");
        grants = List.copyOf(grants);
        Grants consistent = new Grants(grants);
        require(consistent.all().size() == grants.size(), "streams", grants.size(), "each once");
        require(
                sessionEndsAfter.compareTo(SHORTEST_SILENCE) >= 0 && sessionEndsAfter.compareTo(LONGEST_SILENCE) <= 0,
                "session ends after",
                sessionEndsAfter,
                SHORTEST_SILENCE + " to " + LONGEST_SILENCE);
    }

    /** A gateway on this machine only, with its schemas in the cluster itself. */
    public static GatewayConfiguration defaults(Map<String, String> kafka, List<StreamGrant> grants) {
        return new GatewayConfiguration(
                DEFAULT_HOST,
                DEFAULT_PORT,
                kafka,
                new SchemaRegistrySettings(null, kafka),
                grants,
                GatewayLimits.DEFAULT,
                DEFAULT_SESSION_ENDS_AFTER);
    }

    /** The same at another address. */
    public GatewayConfiguration withAddress(String newHost, int newPort) {
        return new GatewayConfiguration(newHost, newPort, kafka, registry, grants, limits, sessionEndsAfter);
    }

    /** The same with the schemas elsewhere. */
    public GatewayConfiguration withRegistry(SchemaRegistrySettings newRegistry) {
        return new GatewayConfiguration(host, port, kafka, newRegistry, grants, limits, sessionEndsAfter);
    }

    /** The same with other limits. */
    public GatewayConfiguration withLimits(GatewayLimits newLimits) {
        return new GatewayConfiguration(host, port, kafka, registry, grants, newLimits, sessionEndsAfter);
    }

    /** The same with other patience. */
    public GatewayConfiguration withSessionEndsAfter(Duration newSessionEndsAfter) {
        return new GatewayConfiguration(host, port, kafka, registry, grants, limits, newSessionEndsAfter);
    }

    private static void requireAddress(String host) {
        try {
            InetAddress address = InetAddress.getByName(host);
            require(!host.isBlank() && address != null, "host", host, "an address of this machine");
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException(
                    message("host", host, "a name or an address of this machine; no such name is known"), e);
        }
    }

    private static void require(boolean holds, String name, Object value, String expected) {
        if (!holds) {
            throw new IllegalArgumentException(message(name, value, expected));
        }
    }

    private static String message(String name, Object value, String expected) {
        return "gateway " + name + ": " + value + " (expected: " + expected + ")";
    }

    /** Leaves out the tokens and the client settings, which may hold passwords. */
    @Override
    public String toString() {
        return "GatewayConfiguration[host=" + host + ", port=" + port + ", streams=" + grants.size() + ", limits="
                + limits + ", sessionEndsAfter=" + sessionEndsAfter + "]";
    }
}
