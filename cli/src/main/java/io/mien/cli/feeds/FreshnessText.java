package io.mien.cli.feeds;

import io.mien.freshness.FreshnessStatus;
import java.util.Optional;

/** Says how far behind a process is, to stand behind its counts. */
public final class FreshnessText {
    private FreshnessText() {}

    /** Empty unless it has a bound. */
    public static String of(Optional<FreshnessStatus> status) {
        return status.map(known -> "; " + known.describe()).orElse("");
    }
}
