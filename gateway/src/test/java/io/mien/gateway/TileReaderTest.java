package io.mien.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mien.schemas.avro.Box;
import io.mien.schemas.avro.CaptureClock;
import java.nio.ByteBuffer;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class TileReaderTest {
    private static final Instant NOW = TestStreams.NOON;
    private final TileReader reader = new TileReader(GatewayLimits.DEFAULT.ofTile());

    private void isRefused(
            byte[] bytes, @Nullable String capturedAt, @Nullable String box, TileRefusal reason, String sentence) {
        assertThatThrownBy(() -> reader.read(ByteBuffer.wrap(bytes), TileNotes.parse(capturedAt, box), NOW))
                .isInstanceOfSatisfying(
                        TileReader.RefusedTileException.class,
                        refused -> assertThat(refused.outcome().reason()).isEqualTo(reason))
                .hasMessageContaining(sentence)
                .hasMessageContaining("(expected: ");
    }

    @Test
    void aTileHasTheSizeOfItsPictureAndTheTimeOfItsSender() throws Exception {
        Tile tile =
                reader.read(TestTiles.jpeg(), TileNotes.parse("2026-11-29T11:59:59.125+00:00", "10,10,20.5,24"), NOW);

        assertThat(tile.width()).isEqualTo(64);
        assertThat(tile.height()).isEqualTo(48);
        assertThat(tile.capturedAt()).isEqualTo(NOW.minusMillis(875));
        assertThat(tile.clock()).isEqualTo(CaptureClock.CAMERA);
        assertThat(tile.box()).isEqualTo(new Box(10f, 10f, 20.5f, 24f));
    }

    @Test
    void aTileWithoutATimeIsDatedByItsArrival() throws Exception {
        Tile tile = reader.read(TestTiles.jpeg(), TileNotes.NONE, NOW);

        assertThat(tile.capturedAt()).isEqualTo(NOW);
        assertThat(tile.clock()).isEqualTo(CaptureClock.ARRIVAL);
    }

    @Test
    void whatIsNoTileIsRefusedWithWhatWasExpected() {
        byte[] jpeg = TestTiles.jpeg(64, 48);
        isRefused(new byte[0], null, null, TileRefusal.NOT_AN_IMAGE, "0 bytes");
        isRefused(
                "no picture".getBytes(java.nio.charset.StandardCharsets.UTF_8),
                null,
                null,
                TileRefusal.NOT_AN_IMAGE,
                "neither JPEG nor PNG");
        isRefused(TestTiles.png(64, 48), null, null, TileRefusal.NOT_AN_IMAGE, "tile: a PNG (expected: a JPEG)");
        isRefused(new byte[300_000], null, null, TileRefusal.TILE_TOO_LARGE, "300000 bytes (expected: at most 262144)");
        isRefused(TestTiles.jpeg(2_000, 2_000), null, null, TileRefusal.TILE_TOO_LARGE, "2000 x 2000 pixels");
        isRefused(jpeg, "2026-11-29T12:02:00Z", null, TileRefusal.IMPOSSIBLE_TIME, "at most PT1M ahead");
        isRefused(jpeg, "1970-01-01T00:00:00Z", null, TileRefusal.IMPOSSIBLE_TIME, "1970-01-01T00:00:00Z");
        isRefused(jpeg, null, "100,10,20,20", TileRefusal.INVALID_TILE, "whose middle lies in the tile of 64 x 48");
        isRefused(jpeg, null, "10,10,0,20", TileRefusal.INVALID_TILE, "0.0 x 20.0");
        isRefused(jpeg, null, "NaN,10,20,20", TileRefusal.INVALID_TILE, "NaN");
        isRefused(jpeg, null, "10,10,Infinity,20", TileRefusal.INVALID_TILE, "Infinity");
    }

    @Test
    void whatCannotBeReadIsSaid() {
        assertThatThrownBy(() -> TileNotes.parse("1764417600000", null))
                .hasMessage("captured_at: 1764417600000 (expected: a moment such as 2026-11-29T09:30:00.125Z)");
        assertThatThrownBy(() -> TileNotes.parse(null, "1,2,3"))
                .hasMessage("box: 1,2,3 (expected: x, y, width and height of the face in pixels of the tile)");
        assertThatThrownBy(() -> ClientMessage.parse("{\"type\":\"tile\",\"capturedAt\":1}"))
                .hasMessage("capturedAt: no such key (expected: box, captured_at, type)");
        assertThatThrownBy(() -> ClientMessage.parse("{\"type\":\"tile\",\"captured_at\":1764417600000}"))
                .hasMessageStartingWith("captured_at: 1764417600000 (expected: a moment");
        assertThatThrownBy(() -> ClientMessage.parse("hello\nworld"))
                .hasMessage("message: hello?world (expected: a JSON object, or a JPEG as a binary message)");
        assertThatThrownBy(() -> ClientMessage.parse("{\"type\":\"tile\",\"box\":{\"x\":1}}"))
                .hasMessage("box y: none (expected: a number of pixels)");
        assertThatThrownBy(() -> ClientMessage.parse("[]")).hasMessage("type: none (expected: tile or end)");
    }
}
