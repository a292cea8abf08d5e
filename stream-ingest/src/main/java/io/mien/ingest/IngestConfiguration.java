package io.mien.ingest;

import io.mien.ingest.detect.DetectorSettings;
import io.mien.ingest.topology.FaceSettings;
import io.mien.schemas.registry.SchemaRegistrySettings;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Settings of how the topology is run.
 *
 * @param kafka client settings, at least {@code bootstrap.servers}; security settings as for any client
 * @param registry where the schemas are
 * @param applicationId name of the consumer group and prefix of the topology's own topics; instances with the same one
 *     share the work
 * @param stateDirectory for Kafka Streams; made if absent; not shared with another running instance
 * @param faces how frames become faces
 * @param threads each works on its partitions alone, at least 1; more than there are partitions of
 *     {@code camera-frames} stand idle
 * @param exactlyOnce whether a frame's faces, its tracks and its place in the topic are written together or not at all;
 *     if not, some faces come twice after a failure
 * @param longestPause between two attempts to go on after a failure, at least 1 s
 * @param freshness how old a live camera's frame may be when faces are looked for in it, at least 500 ms: further behind, frames
 *     are passed over, evenly over the streams; null: all are looked at, however late
 */
public record IngestConfiguration(
        Map<String, String> kafka,
        SchemaRegistrySettings registry,
        String applicationId,
        Path stateDirectory,
        FaceSettings faces,
        int threads,
        boolean exactlyOnce,
        Duration longestPause,
        @Nullable Duration freshness) {
    /** The application id of {@link #defaults}. */
    public static final String DEFAULT_APPLICATION_ID = "mien-ingest";

    private static final Duration LEAST_FRESHNESS = Duration.ofMillis(500);
    private static final Pattern NAME = Pattern.compile("[a-zA-Z0-9._-]{1,100}");
    private static final int MOST_DEFAULT_THREADS = 4;

    public IngestConfiguration {
        kafka = Map.copyOf(kafka);
        if (!kafka.containsKey("bootstrap.servers")) {
            throw new IllegalArgumentException("kafka: no bootstrap.servers (expected: host:port of a broker)");
        }
        if (!NAME.matcher(applicationId).matches()) {
            throw new IllegalArgumentException("application id: " + applicationId
                    + " (expected: 1 to 100 letters, digits, dots, underscores and hyphens)");
        }
        if (threads < 1) {
            throw new IllegalArgumentException("threads: " + threads + " (expected: at least 1)");
        }
        if (longestPause.compareTo(Duration.ofSeconds(1)) < 0) {
            throw new IllegalArgumentException("longest pause: " + longestPause + " (expected: at least PT1S)");
        }
        if (freshness != null && freshness.compareTo(LEAST_FRESHNESS) < 0) {
            throw new IllegalArgumentException(
                    "freshness: " + freshness + " (expected: at least " + LEAST_FRESHNESS + ", or none)");
        }
    }

    /** Exactly once. */
    public static IngestConfiguration defaults(
            Map<String, String> kafka,
            SchemaRegistrySettings registry,
            Path stateDirectory,
            DetectorSettings detector) {
        return new IngestConfiguration(
                kafka,
                registry,
                DEFAULT_APPLICATION_ID,
                stateDirectory,
                FaceSettings.defaults(detector),
                defaultThreads(),
                true,
                Duration.ofSeconds(30),
                null);
    }

    /** Of {@link #defaults}: a thread for each processor of this machine, up to four. */
    public static int defaultThreads() {
        return Math.min(MOST_DEFAULT_THREADS, Runtime.getRuntime().availableProcessors());
    }

    /** The same with other settings of faces. */
    public IngestConfiguration withFaces(FaceSettings newFaces) {
        return new IngestConfiguration(
                kafka,
                registry,
                applicationId,
                stateDirectory,
                newFaces,
                threads,
                exactlyOnce,
                longestPause,
                freshness);
    }

    /** The same with another number of threads. */
    public IngestConfiguration withThreads(int number) {
        return new IngestConfiguration(
                kafka, registry, applicationId, stateDirectory, faces, number, exactlyOnce, longestPause, freshness);
    }

    /** The same with another bound of freshness; null for none. */
    public IngestConfiguration withFreshness(@Nullable Duration bound) {
        return new IngestConfiguration(
                kafka, registry, applicationId, stateDirectory, faces, threads, exactlyOnce, longestPause, bound);
    }
}
