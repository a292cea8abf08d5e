package io.mien.dashboard.alerts;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Tells when a condition has held, or not held, for long enough. Times must not go back. Not safe for use by many
 * threads.
 */
final class Hold {
    /** An alert that goes on is brought up to date so often. */
    static final Duration REFRESH = Duration.ofSeconds(10);

    /** What has become of an alert. */
    enum Change {
        BEGAN,
        CONTINUES,
        ENDED
    }

    /** @param at of the beginning, the time since when the condition has held; of the end, since when it has not */
    record Step(Change change, Instant at) {}

    private final AlertTimes times;
    private @Nullable Instant onSince;
    private @Nullable Instant offSince;
    private @Nullable Instant refreshedAt;
    private boolean active;

    Hold(AlertTimes times) {
        this.times = times;
    }

    /** Whether an alert goes on. */
    boolean active() {
        return active;
    }

    /** Whether the condition holds, be it for long enough or not yet. */
    boolean holds() {
        return onSince != null;
    }

    List<Step> update(Instant now, boolean on) {
        List<Step> steps = new ArrayList<>();
        // What happened between the last time and this one comes first.
        endIfClear(now).ifPresent(steps::add);
        if (on) {
            offSince = null;
            onSince = onSince == null ? now : onSince;
            beginOrContinue(now, onSince, steps);
        } else if (active) {
            offSince = offSince == null ? now : offSince;
            endIfClear(now).ifPresent(steps::add);
        } else {
            onSince = null;
        }
        return steps;
    }

    private void beginOrContinue(Instant now, Instant since, List<Step> steps) {
        if (!active && isPast(since, times.hold(), now)) {
            active = true;
            refreshedAt = now;
            steps.add(new Step(Change.BEGAN, since));
        } else if (active && refreshedAt != null && isPast(refreshedAt, REFRESH, now)) {
            refreshedAt = now;
            steps.add(new Step(Change.CONTINUES, now));
        }
    }

    private Optional<Step> endIfClear(Instant now) {
        if (active && offSince != null && isPast(offSince, times.clear(), now)) {
            return Optional.of(end(offSince));
        }
        return Optional.empty();
    }

    private Step end(Instant at) {
        active = false;
        onSince = null;
        offSince = null;
        refreshedAt = null;
        return new Step(Change.ENDED, at);
    }

    private static boolean isPast(Instant since, Duration duration, Instant now) {
        return !since.plus(duration).isAfter(now);
    }

    /** Ends what goes on, since nothing more will be heard. */
    List<Step> finish(Instant at) {
        List<Step> steps = active ? List.of(end(offSince == null ? at : offSince)) : List.of();
        onSince = null;
        return steps;
    }
}
