package io.mien.dashboard;

import io.mien.dashboard.history.HistoryBounds;
import io.mien.schemas.registry.SchemaRegistrySettings;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.Map;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Settings of a dashboard.
 *
 * @param host the address to listen on; anything but the loopback interface needs an access token
 * @param port to listen on; 0 takes any free one
 * @param kafka client settings of the cluster, at least {@code bootstrap.servers}
 * @param registry where the schemas of the readings are
 * @param lookBack how far back readings and dead letters are read at the start, so that a page opened late is not empty;
 *     alerts are looked for in them
 * @param historyLength readings kept for each subject, and so shown in its chart
 * @param history how many readings are kept for looking back, and read again from the topic at the start
 * @param forgetAfter subjects without a reading for this long are dropped
 * @param accessToken what every request must carry, or null for none
 * @param alerts what is looked after, and who is told
 */
public record DashboardConfiguration(
        String host,
        int port,
        Map<String, String> kafka,
        SchemaRegistrySettings registry,
        Duration lookBack,
        int historyLength,
        HistoryBounds history,
        Duration forgetAfter,
        @Nullable String accessToken,
        AlertSettings alerts) {
    /** The address listened on unless another is given. */
    public static final String DEFAULT_HOST = "127.0.0.1";
    /** The port listened on unless another is given. */
    public static final int DEFAULT_PORT = 8080;
    /** How far back is read at the start unless something else is given. */
    public static final Duration DEFAULT_LOOK_BACK = Duration.ofMinutes(10);

    private static final int HIGHEST_PORT = 65_535;
    private static final int LONGEST_HISTORY = 10_000;
    private static final int SHORTEST_TOKEN = 16;

    /**
     * @throws IllegalArgumentException if a value is out of its range, or if the page would be open to the network
     */
    public DashboardConfiguration {
        require(port >= 0 && port <= HIGHEST_PORT, "port", port, "0 to " + HIGHEST_PORT);
        kafka = Map.copyOf(kafka);
        require(kafka.containsKey("bootstrap.servers"), "kafka", new TreeSet<>(kafka.keySet()), "bootstrap.servers");
        require(!lookBack.isNegative(), "look-back", lookBack, "zero or more");
        require(
                historyLength >= 1 && historyLength <= LONGEST_HISTORY,
                "history",
                historyLength,
                "1 to 10000 readings");
        require(forgetAfter.compareTo(Duration.ZERO) > 0, "forget after", forgetAfter, "more than zero");
        if (accessToken == null) {
            require(
                    isLoopback(host),
                    "host",
                    host,
                    "an address of the loopback interface, or an access token, so that no stranger reads the page");
        } else {
            // Never the token itself: messages end up in logs.
            require(
                    accessToken.length() >= SHORTEST_TOKEN,
                    "access token",
                    accessToken.length() + " characters",
                    "at least " + SHORTEST_TOKEN);
            require(
                    accessToken.chars().allMatch(c -> c > ' ' && c < 0x7f),
                    "access token",
                    "characters that do not fit a header",
                    "printable ASCII without blanks");
            isLoopback(host);
        }
    }

    /** A dashboard on this machine only, with its schemas in the cluster itself. */
    public static DashboardConfiguration defaults(Map<String, String> kafka) {
        return new DashboardConfiguration(
                DEFAULT_HOST,
                DEFAULT_PORT,
                kafka,
                new SchemaRegistrySettings(null, kafka),
                DEFAULT_LOOK_BACK,
                240,
                HistoryBounds.DEFAULT,
                Duration.ofMinutes(10),
                null,
                AlertSettings.NONE);
    }

    /** The same on another port. */
    public DashboardConfiguration withPort(int newPort) {
        return new DashboardConfiguration(
                host, newPort, kafka, registry, lookBack, historyLength, history, forgetAfter, accessToken, alerts);
    }

    /**
     * The same on another address, for users who know the token; the token may be null for the loopback interface only.
     */
    public DashboardConfiguration withHost(String newHost, @Nullable String newAccessToken) {
        return new DashboardConfiguration(
                newHost, port, kafka, registry, lookBack, historyLength, history, forgetAfter, newAccessToken, alerts);
    }

    /** The same with the schemas elsewhere. */
    public DashboardConfiguration withRegistry(SchemaRegistrySettings newRegistry) {
        return new DashboardConfiguration(
                host, port, kafka, newRegistry, lookBack, historyLength, history, forgetAfter, accessToken, alerts);
    }

    /** The same with another look-back at the start. */
    public DashboardConfiguration withLookBack(Duration newLookBack) {
        return new DashboardConfiguration(
                host, port, kafka, registry, newLookBack, historyLength, history, forgetAfter, accessToken, alerts);
    }

    /** The same with another history. */
    public DashboardConfiguration withHistory(HistoryBounds newHistory) {
        return new DashboardConfiguration(
                host, port, kafka, registry, lookBack, historyLength, newHistory, forgetAfter, accessToken, alerts);
    }

    /** The same with alerts. */
    public DashboardConfiguration withAlerts(AlertSettings newAlerts) {
        return new DashboardConfiguration(
                host, port, kafka, registry, lookBack, historyLength, history, forgetAfter, accessToken, newAlerts);
    }

    private static boolean isLoopback(String host) {
        try {
            return !host.isBlank() && InetAddress.getByName(host).isLoopbackAddress();
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
        return "dashboard " + name + ": " + value + " (expected: " + expected + ")";
    }

    /** Leaves out the token and the client settings, which may hold passwords. */
    @Override
    public String toString() {
        return "DashboardConfiguration[host=" + host + ", port=" + port + ", lookBack=" + lookBack + ", historyLength="
                + historyLength + ", history=" + history + ", forgetAfter=" + forgetAfter + ", accessToken="
                + (accessToken == null ? "none" : "set") + ", alerts=" + alerts + "]";
    }
}
