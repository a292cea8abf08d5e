package io.mien.dashboard.webhooks;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** What came of one attempt. */
sealed interface DeliveryResult {
    /** The receiver has it. */
    record Delivered() implements DeliveryResult {}

    /** The receiver does not want it, and would not want it later. */
    record Refused(String problem) implements DeliveryResult {}

    /**
     * It may go well later.
     *
     * @param everyMessage whether others would fail in the same way, as where nobody answers
     * @param askedFor a wait that the receiver asked for; null if it did not
     */
    record Failed(
            String problem, boolean everyMessage, @Nullable Duration askedFor) implements DeliveryResult {}
}
