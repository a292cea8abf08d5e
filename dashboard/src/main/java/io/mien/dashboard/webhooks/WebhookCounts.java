package io.mien.dashboard.webhooks;

import org.jspecify.annotations.Nullable;

/**
 * What became of a webhook's messages.
 *
 * @param delivered answered with a success
 * @param failedAttempts that are tried again
 * @param refused given up at once, since the receiver does not want them
 * @param expired given up, since they had been tried for too long
 * @param overflowed given up, since too many waited
 * @param waiting to be sent, or sent again
 * @param problem of the last attempt, for people; null if it went well, or there was none
 */
public record WebhookCounts(
        String name,
        long delivered,
        long failedAttempts,
        long refused,
        long expired,
        long overflowed,
        int waiting,
        @Nullable String problem) {}
