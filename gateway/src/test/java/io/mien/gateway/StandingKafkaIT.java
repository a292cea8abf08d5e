package io.mien.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.mien.schemas.avro.CameraFrame;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A Kafka that answers nothing for longer than a request may take, and then goes on. */
@Tag("long")
@Timeout(120)
final class StandingKafkaIT {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    /** More than a request's patience of 10 s, so that it is sent again, and less than a tile's of 20 s. */
    private static final Duration STANDS_STILL = Duration.ofSeconds(12);

    private static final int UNDER_WAY = 20;
    private static final byte[] TILE = TestTiles.jpeg(64, 48);

    @TempDir
    private Path folder;

    private Instant next = Instant.now().truncatedTo(ChronoUnit.MILLIS);

    @Test
    void clientsAreAskedToWaitAndWhatWasTakenIsThereOnceAfterwards() throws Exception {
        GatewayLimits usual = GatewayLimits.DEFAULT;
        GatewayLimits limits =
                new GatewayLimits(usual.tileBytes(), usual.tilePixels(), 100, 10, usual.bufferBytes(), UNDER_WAY);
        try (FrozenBroker broker = FrozenBroker.start(folder);
                TestKafka kafka = TestKafka.of(broker.server());
                Gateway gateway =
                        Gateway.start(TestStreams.configuration(broker.server()).withLimits(limits))) {
            await().atMost(PATIENCE).until(() -> gateway.counts().state() == GatewayState.CONNECTED);
            try (TestClient client = TestClient.connect(gateway.url(), TestStreams.ALICES_TOKEN)) {
                send(client);
                client.awaitAccepted(1);

                broker.freeze();
                for (int tile = 0; tile < UNDER_WAY; tile++) {
                    send(client);
                }
                Instant end = Instant.now().plus(STANDS_STILL);
                await().atMost(PATIENCE).pollInterval(Duration.ofMillis(500)).until(() -> {
                    send(client);
                    return Instant.now().isAfter(end);
                });
                JsonNode wait = client.await("wait");
                assertThat(wait.path("reason").asText()).isEqualTo("KAFKA");
                assertThat(wait.path("seconds").asDouble()).isPositive();
                assertThat(gateway.counts().underWay()).isEqualTo(UNDER_WAY);
                broker.goOn();

                await().atMost(PATIENCE).until(() -> gateway.counts().underWay() == 0);
                send(client);
                client.awaitAccepted(UNDER_WAY + 2);
                kafka.send(TestReadings.of("alice", "s1", 1, next));
                client.await("reading");
            }
            GatewayCounts counts = gateway.counts();
            assertThat(counts.written()).isEqualTo(UNDER_WAY + 2);
            assertThat(counts.received() - counts.waits().getOrDefault(WaitReason.KAFKA, 0L))
                    .isEqualTo(counts.written());
            List<CameraFrame> frames = kafka.cameraFrames("alice");
            assertThat(frames)
                    .extracting(CameraFrame::getSequence)
                    .containsExactlyElementsOf(
                            LongStream.range(0, UNDER_WAY + 2).boxed().toList());
        }
    }

    private void send(TestClient client) {
        client.tile(TILE, next);
        next = next.plusMillis(100);
    }
}
