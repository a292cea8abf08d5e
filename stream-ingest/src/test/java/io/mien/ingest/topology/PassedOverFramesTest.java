package io.mien.ingest.topology;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.mien.schemas.avro.CameraFrame;
import io.mien.schemas.avro.CaptureClock;
import io.mien.schemas.registry.InMemorySchemaRegistry;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.apache.kafka.streams.test.TestRecord;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An ingest with a bound of two seconds, to which frames come late. */
final class PassedOverFramesTest {
    private static final Instant NOW = TestFrames.START.plusSeconds(60);

    @TempDir
    Path folder;

    private void send(DrivenTopology topology, CameraFrame frame, Duration ago, @Nullable CaptureClock clock) {
        CameraFrame ofClock =
                CameraFrame.newBuilder(frame).setCaptureClock(clock).build();
        topology.send(new TestRecord<>(frame.getStreamId().getBytes(UTF_8), topology.bytes(ofClock), NOW.minus(ago)));
    }

    @Test
    void lateFramesOfCamerasArePassedOverAndThoseOfRecordingsAreNot() {
        LiveFreshness freshness = new LiveFreshness(Duration.ofSeconds(2), () -> NOW);
        try (DrivenTopology topology = new DrivenTopology(folder, new InMemorySchemaRegistry(), freshness)) {
            for (int n = 0; n < 10; n++) {
                send(topology, TestFrames.square("late", "one", n), Duration.ofSeconds(9), CaptureClock.CAMERA);
                send(topology, TestFrames.square("film", "one", n), Duration.ofSeconds(9), CaptureClock.FILE);
            }
            send(topology, TestFrames.ended("late", "one", 10), Duration.ofSeconds(9), CaptureClock.CAMERA);
            for (int n = 0; n < 10; n++) {
                send(topology, TestFrames.square("late", "two", n), Duration.ofMillis(100), CaptureClock.CAMERA);
            }

            assertThat(topology.counts("late").passedOver()).isEqualTo(Map.of(PassedOverReason.STALE, 10L));
            assertThat(topology.counts("late").lookedAt()).isEqualTo(10);
            assertThat(topology.counts("film").passedOver()).isEmpty();
            assertThat(topology.counts("film").lookedAt()).isEqualTo(10);
            assertThat(topology.counts().streamsEnded()).isEqualTo(1);
            assertThat(topology.faces())
                    .extracting(face -> face.getStreamId() + " " + face.getSourceSession())
                    .contains("film one", "late two")
                    .doesNotContain("late one");
            topology.assertAllAccountedFor();
        }
    }
}
