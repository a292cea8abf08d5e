package io.mien.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.mien.schemas.avro.Box;
import io.mien.schemas.avro.CameraFrame;
import io.mien.schemas.avro.CaptureClock;
import io.mien.schemas.avro.FaceFrame;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.common.errors.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class LiveStreamTest {
    private final TestWriter writer = new TestWriter();
    private final GatewayCounters counters = new GatewayCounters();
    private final Heard heard = new Heard();
    private final LiveStream stream = stream(GatewayLimits.DEFAULT);

    /** What a client would be told of its tiles. */
    private static final class Heard implements TileListener {
        private final List<Long> written = new ArrayList<>();
        private final List<Instant> repeated = new ArrayList<>();
        private final List<String> lost = new ArrayList<>();

        @Override
        public void written(long sequence, Instant capturedAt) {
            written.add(sequence);
        }

        @Override
        public void repeated(Instant capturedAt) {
            repeated.add(capturedAt);
        }

        @Override
        public void lost(Instant capturedAt, String sentence) {
            lost.add(sentence);
        }
    }

    /** Remembers how it was ended. */
    private static final class Connection implements StreamConnection {
        private final List<NumberedReading> readings = new ArrayList<>();
        private @Nullable CloseReason reason;
        private LiveStream.@Nullable Position position;

        @Override
        public void joined(LiveStream.Position at) {
            position = at;
        }

        @Override
        public void reading(NumberedReading reading) {
            readings.add(reading);
        }

        @Override
        public void end(CloseReason because, String sentence) {
            reason = because;
        }

        @Override
        public void check() {
            // Nothing to do.
        }
    }

    private LiveStream stream(GatewayLimits limits) {
        return new LiveStream(TestStreams.ALICE, limits, writer, counters);
    }

    private static Tile tile(int millis, @Nullable Box box) {
        return new Tile(TestStreams.NOON.plusMillis(millis), CaptureClock.CAMERA, 64, 48, TestTiles.jpeg(), box);
    }

    private TileOutcome offer(LiveStream to, int millis) {
        return to.offer(tile(millis, null), null, heard);
    }

    @Test
    void tilesBecomeCameraFramesOfTheTokensStreamNumberedThrough() {
        assertThat(offer(stream, 0)).isEqualTo(new TileOutcome.Taken(0));
        assertThat(offer(stream, 100)).isEqualTo(new TileOutcome.Taken(1));

        CameraFrame second = writer.cameraFrames.get(1);
        assertThat(second.getStreamId()).isEqualTo("alice");
        assertThat(second.getSequence()).isEqualTo(1);
        assertThat(second.getCapturedAt()).isEqualTo(TestStreams.NOON.plusMillis(100));
        assertThat(second.getPurpose()).isEqualTo("study");
        assertThat(second.getSource().getSession())
                .isEqualTo(writer.cameraFrames.get(0).getSource().getSession());
        writer.deliver(null);
        assertThat(heard.written).containsExactly(0L, 1L);
    }

    @Test
    void aClientThatConnectsAgainGoesOnWithItsSessionAndMayRepeatTiles() {
        Connection first = new Connection();
        stream.join(first);
        stream.offer(tile(0, null), first, heard);
        stream.offer(tile(100, null), first, heard);
        stream.leave(first);
        writer.deliver(null);

        Connection second = new Connection();
        stream.join(second);
        assertThat(second.position)
                .isNotNull()
                .extracting(LiveStream.Position::lastCapturedAt)
                .isEqualTo(TestStreams.NOON.plusMillis(100));
        assertThat(stream.offer(tile(100, null), second, heard)).isEqualTo(new TileOutcome.Repeated());
        assertThat(stream.offer(tile(200, null), second, heard)).isEqualTo(new TileOutcome.Taken(2));
        assertThat(writer.cameraFrames.stream()
                        .map(frame -> frame.getSource().getSession())
                        .distinct())
                .hasSize(1);
    }

    @Test
    void theConnectionThatSendsLastEndsTheOneBefore() {
        Connection first = new Connection();
        Connection second = new Connection();
        Connection reader = new Connection();
        List.of(first, second, reader).forEach(stream::join);

        stream.offer(tile(0, null), first, heard);
        stream.offer(tile(100, null), second, heard);

        assertThat(first.reason).isEqualTo(CloseReason.REPLACED);
        assertThat(second.reason).isNull();
        assertThat(reader.reason).isNull();
    }

    @Test
    void aConnectionThatWasReplacedCannotTakeItsPlaceBack() {
        Connection first = new Connection();
        Connection second = new Connection();
        List.of(first, second).forEach(stream::join);
        stream.offer(tile(0, null), first, heard);
        stream.offer(tile(100, null), second, heard);

        assertThat(stream.offer(tile(200, null), first, heard)).isEqualTo(new TileOutcome.Gone());
        assertThat(second.reason).isNull();
        assertThat(stream.offer(tile(200, null), second, heard)).isEqualTo(new TileOutcome.Taken(2));
        assertThat(stream.connections()).containsExactlyInAnyOrder(first, second);
        stream.leave(first);
        assertThat(stream.connections()).containsExactly(second);
    }

    @Test
    void aConnectionThatIsBeingEndedSendsNothingMore() {
        Connection connection = new Connection();
        stream.join(connection);
        stream.sendAway(connection);

        assertThat(stream.offer(tile(0, null), connection, heard)).isEqualTo(new TileOutcome.Gone());
        assertThat(writer.cameraFrames).isEmpty();
    }

    @Test
    void aClosedStreamEndsItsSessionAndTakesNothing() {
        Connection connection = new Connection();
        stream.join(connection);
        stream.offer(tile(0, null), connection, heard);
        stream.close(CloseReason.UNAUTHORIZED, "the token was taken back");

        assertThat(connection.reason).isEqualTo(CloseReason.UNAUTHORIZED);
        assertThat(stream.offer(tile(100, null), connection, heard)).isEqualTo(new TileOutcome.Gone());
        assertThat(offer(stream, 100)).isEqualTo(new TileOutcome.Gone());
        assertThat(stream.join(new Connection()))
                .isEqualTo(new LiveStream.Objection(
                        CloseReason.GOING_AWAY, "stream alice: closed just now (expected: connect again)"));
        assertThat(writer.cameraFrames).hasSize(2);
        assertThat(writer.cameraFrames.get(1).getStreamEnded()).isTrue();
        assertThat(counters.now(GatewayState.CONNECTED).openSessions()).isZero();
    }

    @Test
    void whoSendsATileAgainThatIsOnItsWayHearsTheSameOfIt() {
        Heard again = new Heard();
        offer(stream, 0);
        assertThat(stream.offer(tile(0, null), null, again)).isEqualTo(new TileOutcome.UnderWay());
        writer.deliver(null);

        assertThat(heard.written).containsExactly(0L);
        assertThat(again.repeated).containsExactly(TestStreams.NOON);
        offer(stream, 100);
        stream.offer(tile(100, null), null, again);
        writer.deliver(new TimeoutException("expired"));
        assertThat(again.lost).isEqualTo(heard.lost).hasSize(1);
        assertThat(writer.cameraFrames).hasSize(2);
    }

    @Test
    void aTileThatWasLostIsTakenAnewAsLongAsNoLaterOneIsInKafka() {
        offer(stream, 0);
        writer.deliver(null);
        offer(stream, 100);
        writer.deliver(new TimeoutException("expired"));
        assertThat(offer(stream, 100)).isEqualTo(new TileOutcome.Taken(2));
        writer.deliver(new TimeoutException("expired"));
        offer(stream, 200);

        assertThat(offer(stream, 100))
                .isInstanceOfSatisfying(
                        TileOutcome.Wait.class,
                        wait -> assertThat(wait.sentence())
                                .startsWith(
                                        "captured_at: 2026-11-29T12:00:00.100Z: lost, and later tiles are on their way"));
        writer.deliver(new TimeoutException("expired"));
        assertThat(offer(stream, 100)).isEqualTo(new TileOutcome.Taken(4));
        writer.deliver(new TimeoutException("expired"));
        offer(stream, 200);
        writer.deliver(null);
        assertThat(offer(stream, 100))
                .isInstanceOfSatisfying(
                        TileOutcome.Refused.class,
                        refusal -> assertThat(refusal.reason()).isEqualTo(TileRefusal.OUT_OF_ORDER));
        assertThat(offer(stream, 0)).isEqualTo(new TileOutcome.Repeated());
    }

    @Test
    void whoConnectsIsToldTheNewestTileThatKafkaHas() {
        Connection before = new Connection();
        Connection after = new Connection();
        offer(stream, 0);
        writer.deliver(null);
        offer(stream, 100);
        stream.join(before);
        writer.deliver(new TimeoutException("expired"));
        stream.join(after);

        for (Connection connection : List.of(before, after)) {
            assertThat(connection.position)
                    .isNotNull()
                    .extracting(LiveStream.Position::lastCapturedAt)
                    .isEqualTo(TestStreams.NOON);
        }
    }

    @Test
    void aTileOfThePastIsRefusedWithTheTimeThatWasExpected() {
        offer(stream, 1_000);

        assertThat(offer(stream, 500)).isInstanceOfSatisfying(TileOutcome.Refused.class, refusal -> {
            assertThat(refusal.reason()).isEqualTo(TileRefusal.OUT_OF_ORDER);
            assertThat(refusal.sentence())
                    .startsWith("captured_at: 2026-11-29T12:00:00.500Z (expected: after 2026-11-29T12:00:01Z");
        });
        assertThat(stream.endSession()).isTrue();
        assertThat(offer(stream, 500)).isEqualTo(new TileOutcome.Taken(0));
    }

    @Test
    void tilesThatArriveWithinOneTickFollowEachOther() {
        Tile arrived = new Tile(TestStreams.NOON, CaptureClock.ARRIVAL, 64, 48, TestTiles.jpeg(), null);
        stream.offer(arrived, null, heard);
        stream.offer(arrived, null, heard);

        assertThat(writer.cameraFrames.get(1).getCapturedAt()).isEqualTo(TestStreams.NOON.plusNanos(1_000));
    }

    @Test
    void tilesWithABoxAreFaceFramesOfOneSubject() {
        Box box = new Box(10f, 10f, 20f, 20f);
        stream.offer(tile(0, box), null, heard);
        stream.offer(tile(100, box), null, heard);

        assertThat(writer.cameraFrames).isEmpty();
        assertThat(writer.faceFrames.stream().map(FaceFrame::getSubjectId).distinct())
                .hasSize(1);
        assertThat(writer.faceFrames.get(0).getFaceBox()).isEqualTo(box);
        assertThat(offer(stream, 200)).isInstanceOfSatisfying(TileOutcome.Refused.class, refusal -> {
            assertThat(refusal.reason()).isEqualTo(TileRefusal.OTHER_KIND);
            assertThat(refusal.sentence()).startsWith("box: none (expected: one, as with");
        });
        stream.endSession();
        assertThat(writer.faceFrames.get(2).getTrackEnded()).isTrue();
    }

    @Test
    void tooManyTilesAreToldToWaitForAsLongAsItTakes() {
        LiveStream slow = stream(new GatewayLimits(256 << 10, 1_000_000, 1, 10, 32 << 20, 128));
        for (int n = 0; n < 3; n++) {
            assertThat(offer(slow, n)).isInstanceOf(TileOutcome.Taken.class);
        }

        assertThat(offer(slow, 3)).isInstanceOfSatisfying(TileOutcome.Wait.class, wait -> {
            assertThat(wait.reason()).isEqualTo(WaitReason.RATE);
            assertThat(wait.time()).isBetween(Duration.ofMillis(500), Duration.ofSeconds(1));
            assertThat(wait.sentence()).isEqualTo("too many tiles (expected: at most 1 a second)");
        });
    }

    @Test
    void aSlowKafkaIsToldAndLeavesNoGapInTheNumbers() {
        LiveStream narrow = stream(new GatewayLimits(256 << 10, 1_000_000, 30, 10, 32 << 20, 2));
        offer(narrow, 0);
        offer(narrow, 100);
        assertThat(offer(narrow, 200)).isInstanceOfSatisfying(TileOutcome.Wait.class, wait -> {
            assertThat(wait.reason()).isEqualTo(WaitReason.KAFKA);
            assertThat(wait.sentence()).startsWith("2 tiles are on their way to Kafka (expected: fewer than 2;");
        });

        writer.deliver(null);
        writer.full = true;
        assertThat(offer(narrow, 200))
                .isInstanceOfSatisfying(
                        TileOutcome.Wait.class,
                        wait -> assertThat(wait.sentence())
                                .startsWith("no room for tiles on their way to Kafka (expected:"));
        writer.full = false;
        assertThat(offer(narrow, 200)).isEqualTo(new TileOutcome.Taken(2));
    }

    @Test
    void aTileThatKafkaDidNotTakeIsToldAsLost() {
        offer(stream, 0);
        writer.deliver(new TimeoutException("expired"));

        assertThat(heard.lost).singleElement().asString().contains("Kafka did not take it");
        assertThat(counters.now(GatewayState.CONNECTED).lost()).isEqualTo(1);
        assertThat(counters.now(GatewayState.CONNECTED).underWay()).isZero();
    }

    @Test
    void aSessionEndsWithAMarkerWhenNoTileComesAndTheNextOneIsAnother() {
        offer(stream, 0);
        stream.endSilentSession(Duration.ofMinutes(1));
        assertThat(writer.cameraFrames).hasSize(1);

        stream.endSilentSession(Duration.ZERO);
        CameraFrame marker = writer.cameraFrames.get(1);
        assertThat(marker.getStreamEnded()).isTrue();
        assertThat(marker.getSequence()).isEqualTo(1);
        offer(stream, 100);
        assertThat(writer.cameraFrames.get(2).getSource().getSession())
                .isNotEqualTo(marker.getSource().getSession());
    }

    @Test
    void aSessionWhoseMarkerFindsNoRoomEndsLater() {
        offer(stream, 0);
        writer.full = true;
        assertThat(stream.endSession()).isFalse();
        writer.full = false;
        assertThat(stream.endSession()).isTrue();
        assertThat(counters.now(GatewayState.CONNECTED).openSessions()).isZero();
    }

    @Test
    void readingsGoToAllConnectionsOnceAndTheNewestAreRemembered() {
        Connection connection = new Connection();
        stream.join(connection);
        for (int n = 1; n <= 70; n++) {
            stream.add("id" + n, "s1", TestStreams::reading);
        }
        stream.add("id70", "s1", TestStreams::reading);

        assertThat(connection.readings).hasSize(70);
        assertThat(stream.readingsAfter(0).readings()).hasSize(64);
        assertThat(stream.readingsAfter(68).readings())
                .extracting(NumberedReading::number)
                .containsExactly(69L, 70L);
        assertThat(stream.readingsAfter(70)).isEqualTo(new RememberedReadings(List.of(), 70));
    }

    @Test
    void aNumberThatTheStreamNeverGaveIsNotBelieved() {
        assertThat(stream.readingsAfter(35)).isEqualTo(new RememberedReadings(List.of(), 0));
        stream.add("id1", "s1", TestStreams::reading);
        stream.add("id2", "s1", TestStreams::reading);

        RememberedReadings all = stream.readingsAfter(35);
        assertThat(all.readings()).extracting(NumberedReading::number).containsExactly(1L, 2L);
        assertThat(all.next()).isEqualTo(2);
    }

    @Test
    void aStreamHasFewConnections() {
        for (int n = 0; n < 8; n++) {
            assertThat(stream.join(new Connection())).isNull();
        }
        assertThat(stream.join(new Connection()))
                .isEqualTo(new LiveStream.Objection(
                        CloseReason.TOO_MANY, "connections of stream alice: 8 (expected: fewer than 8; close one)"));
    }
}
