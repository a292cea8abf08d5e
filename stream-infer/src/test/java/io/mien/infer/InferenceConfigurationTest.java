package io.mien.infer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mien.infer.batch.BatchSettings;
import io.mien.infer.window.SlidingWindows;
import io.mien.schemas.registry.SchemaRegistrySettings;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class InferenceConfigurationTest {
    private static final String BROKER = "localhost:9092";

    @Test
    void clipsWaitForEachOtherAsMuchLongerAsTheyAreSeldomerThanFrames() {
        BatchSettings frames = new BatchSettings(8, Duration.ofMillis(10), 32, 3, true);
        InferenceConfiguration configuration = InferenceConfiguration.defaults(
                        BROKER, new SchemaRegistrySettings(null, Map.of("bootstrap.servers", BROKER)), "test")
                .withEncoding(frames)
                .withWindows(new SlidingWindows(Duration.ofSeconds(2), Duration.ofMillis(250), 16));

        assertThat(configuration.classification()).isEqualTo(frames.withMaximumDelay(Duration.ofMillis(20)));
    }

    @Test
    void aBoundThatIsNoneOrGoesWithExactReadingsIsRefused() {
        InferenceConfiguration configuration = InferenceConfiguration.defaults(
                BROKER, new SchemaRegistrySettings(null, Map.of("bootstrap.servers", BROKER)), "test");

        assertThat(configuration.freshness()).as("unless one is given").isNull();
        assertThatThrownBy(() -> configuration.withFreshness(Duration.ofMillis(499)))
                .hasMessage("freshness: PT0.499S (expected: at least PT0.5S, less than that is the time of a batch)");
        InferenceConfiguration live = configuration.withFreshness(Duration.ofSeconds(2));
        assertThatThrownBy(() -> live.withEncoding(live.encoding().withExact(true)))
                .hasMessageStartingWith("freshness: PT2S (expected: none with exact readings: ");
    }
}
