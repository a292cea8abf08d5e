package io.mien.dashboard.alerts;

import java.time.Instant;

/**
 * How a live feed stands.
 *
 * @param since when it came into this standing
 * @param sentence why, for people; empty if there is nothing to say
 */
public record FeedSign(String stream, Standing standing, Instant since, String sentence) {
    /** What rules tell apart. */
    public enum Standing {
        /** Pictures come, or are waited for as they should be. */
        UP,
        /** Lost, silent, or its process is gone. */
        DOWN,
        /** Over, and meant to be. */
        ENDED
    }
}
