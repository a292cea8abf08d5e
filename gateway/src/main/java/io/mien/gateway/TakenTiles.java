package io.mien.gateway;

import java.time.Instant;
import java.util.List;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** A session's newest tiles, by their capture times, and what became of them. Not safe for use by many threads. */
final class TakenTiles {
    /** More than a client that connects again has kept. */
    private static final int REMEMBERED = 1_024;

    private final NavigableMap<Instant, TakenTile> tiles = new TreeMap<>();
    private @Nullable Instant newestWritten;

    void add(TakenTile tile) {
        tiles.put(tile.capturedAt(), tile);
        if (tiles.size() > REMEMBERED) {
            tiles.pollFirstEntry();
        }
    }

    /** A tile is under way no more; returns those who sent it again meanwhile. */
    List<TileListener> end(TakenTile tile, TakenTile.State outcome) {
        if (outcome == TakenTile.State.WRITTEN && isAfterWritten(tile.capturedAt())) {
            newestWritten = tile.capturedAt();
        }
        return tile.end(outcome);
    }

    /** The last tile of just this time; null if none was taken lately. */
    @Nullable
    TakenTile at(Instant capturedAt) {
        return tiles.get(capturedAt);
    }

    /** The capture time of the newest tile that Kafka has; null before the first. */
    @Nullable
    Instant newestWritten() {
        return newestWritten;
    }

    boolean isAfterWritten(Instant capturedAt) {
        return newestWritten == null || capturedAt.isAfter(newestWritten);
    }

    /** The capture time of the newest tile that Kafka has or may still get; null if there is none. */
    @Nullable
    Instant newest() {
        for (TakenTile tile : tiles.descendingMap().values()) {
            if (tile.state() != TakenTile.State.LOST) {
                return tile.capturedAt();
            }
        }
        return newestWritten;
    }
}
