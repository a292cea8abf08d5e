package io.mien.ingest;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mien.ingest.detect.DetectorSettings;
import io.mien.ingest.feed.FeedSettings;
import io.mien.ingest.feed.Pace;
import io.mien.ingest.feed.TakenName;
import io.mien.ingest.track.TrackerSettings;
import io.mien.schemas.registry.SchemaRegistrySettings;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

class SettingsTest {
    private static final Map<String, String> KAFKA = Map.of("bootstrap.servers", "localhost:9092");
    private static final SchemaRegistrySettings REGISTRY = new SchemaRegistrySettings(null, KAFKA);

    private static void assertRefused(ThrowingCallable call, String... parts) {
        assertThatThrownBy(call).isInstanceOf(IllegalArgumentException.class).hasMessageContainingAll(parts);
    }

    @Test
    void whatMakesNoSenseIsNamedWithWhatWasExpected() {
        FeedSettings feed = FeedSettings.defaults(KAFKA, REGISTRY, Pace.AS_FAST_AS_POSSIBLE);
        IngestConfiguration ingest =
                IngestConfiguration.defaults(KAFKA, REGISTRY, Path.of("state"), DetectorSettings.cascade());

        assertRefused(() -> feed.withLoop(true), "loop", "REAL_TIME");
        assertRefused(() -> feed.withStreamId(" "), "stream id", "1 to 200");
        assertRefused(() -> feed.withPurpose(" "), "purpose", "1 to 200");
        assertRefused(
                () -> new FeedSettings(
                        KAFKA,
                        REGISTRY,
                        "talk",
                        TakenName.FIND_ANOTHER,
                        Pace.REAL_TIME,
                        false,
                        1280,
                        92,
                        32 << 20,
                        -1,
                        "group",
                        null,
                        null,
                        null),
                "longest lead: -1",
                "at least 0");
        assertRefused(() -> FeedSettings.defaults(Map.of(), REGISTRY, Pace.REAL_TIME), "bootstrap.servers");
        assertRefused(() -> ingest.withThreads(0), "threads: 0", "at least 1");
        assertRefused(
                () -> new IngestConfiguration(
                        KAFKA,
                        REGISTRY,
                        "a b",
                        Path.of("state"),
                        ingest.faces(),
                        1,
                        true,
                        Duration.ofSeconds(30),
                        null),
                "application id: a b");
        assertRefused(() -> ingest.withFreshness(Duration.ofMillis(100)), "freshness: PT0.1S", "at least PT0.5S");
        assertRefused(() -> new DetectorSettings(null, 10, 0.5f, 0.1f), "longest side: 10", "32 to 4096");
        assertRefused(() -> new DetectorSettings(null, 640, 1.5f, 0.1f), "score threshold: 1.5");
        assertRefused(
                () -> new TrackerSettings(0.3f, 0.6f, 3, Duration.ZERO, Duration.ofSeconds(2), Duration.ofSeconds(1)),
                "longest gap: PT1S",
                "PT2S");
    }
}
