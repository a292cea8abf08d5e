package io.mien.gateway;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** A tile that was taken, what became of it, and who wants to know. Not safe for use by many threads. */
final class TakenTile {
    private final long sequence;
    private final Instant capturedAt;
    private final TileListener sender;
    private final List<TileListener> repeaters = new ArrayList<>();
    private State state = State.UNDER_WAY;

    /** Where a tile is. */
    enum State {
        UNDER_WAY,
        WRITTEN,
        LOST
    }

    TakenTile(long sequence, Instant capturedAt, TileListener sender) {
        this.sequence = sequence;
        this.capturedAt = capturedAt;
        this.sender = sender;
    }

    long sequence() {
        return sequence;
    }

    Instant capturedAt() {
        return capturedAt;
    }

    TileListener sender() {
        return sender;
    }

    State state() {
        return state;
    }

    /** Somebody sent it again while it is under way, and hears what becomes of it too. */
    void repeatedBy(TileListener listener) {
        repeaters.add(listener);
    }

    /** It is under way no more; returns those who sent it again meanwhile. */
    List<TileListener> end(State outcome) {
        state = outcome;
        List<TileListener> told = List.copyOf(repeaters);
        repeaters.clear();
        return told;
    }
}
