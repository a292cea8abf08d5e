package io.mien.gateway;

import java.time.Duration;

/**
 * How many tiles a stream may send at the moment: so many a second, and what three seconds bring at once, since a client
 * that was away sends what it has kept. Not safe for use by many threads.
 */
final class TileAllowance {
    private static final int SECONDS_AT_ONCE = 3;
    private static final double NANOS = 1e9;

    private final double perSecond;
    private final double most;
    private double tiles;
    private long countedAt;

    /** @param now of {@link System#nanoTime()} */
    TileAllowance(int perSecond, long now) {
        this.perSecond = perSecond;
        this.most = (double) perSecond * SECONDS_AT_ONCE;
        this.tiles = most;
        this.countedAt = now;
    }

    /** Takes one; returns zero, or the time after which one can be taken. */
    Duration take(long now) {
        tiles = Math.min(most, tiles + perSecond * (now - countedAt) / NANOS);
        countedAt = now;
        if (tiles >= 1) {
            tiles--;
            return Duration.ZERO;
        }
        return Duration.ofNanos((long) Math.ceil((1 - tiles) / perSecond * NANOS));
    }
}
