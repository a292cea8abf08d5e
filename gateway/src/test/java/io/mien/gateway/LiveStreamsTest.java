package io.mien.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.mien.schemas.avro.CaptureClock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class LiveStreamsTest {
    private static final Duration LONG = Duration.ofMinutes(1);

    private final TestWriter writer = new TestWriter();
    private final GatewayCounters counters = new GatewayCounters();
    private final LiveStreams streams =
            new LiveStreams(List.of(TestStreams.ALICE), GatewayLimits.DEFAULT, writer, counters);

    /** Has no wish to know. */
    private static final class Unheard implements TileListener {
        @Override
        public void written(long sequence, Instant capturedAt) {
            // Nothing to do.
        }

        @Override
        public void repeated(Instant capturedAt) {
            // Nothing to do.
        }

        @Override
        public void lost(Instant capturedAt, String sentence) {
            // Nothing to do.
        }
    }

    private static TileOutcome offer(LiveStream stream) {
        Tile tile = new Tile(TestStreams.NOON, CaptureClock.CAMERA, 64, 48, TestTiles.jpeg(), null);
        return stream.offer(tile, null, new Unheard());
    }

    private LiveStream alice() {
        return streams.byToken(TestStreams.ALICES_TOKEN).orElseThrow();
    }

    private long openSessions() {
        return counters.now(GatewayState.CONNECTED).openSessions();
    }

    @Test
    void aStreamThatIsForgottenEndsItsSessionAsSoonAsThereIsRoom() {
        LiveStream alice = alice();
        offer(alice);
        writer.full = true;
        streams.replace(List.of(TestStreams.BOB));
        assertThat(openSessions()).isEqualTo(1);

        writer.full = false;
        streams.check(LONG);
        assertThat(openSessions()).isZero();
        assertThat(writer.cameraFrames.get(1).getStreamEnded()).isTrue();
        assertThat(offer(alice)).isEqualTo(new TileOutcome.Gone());
        assertThat(streams.byToken(TestStreams.ALICES_TOKEN)).isEqualTo(Optional.empty());
    }

    @Test
    void aGatewayThatStopsTakesNothingMore() {
        LiveStream alice = alice();
        offer(alice);
        streams.end();

        assertThat(openSessions()).isZero();
        assertThat(offer(alice)).isEqualTo(new TileOutcome.Gone());
    }
}
