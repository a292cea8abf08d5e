package io.mien.dashboard.alerts;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Collects what is wrong with a rule, so that all of it is told at once. Not safe for use by many threads. */
final class RuleFaults {
    private final List<String> faults = new ArrayList<>();

    RuleFaults require(boolean holds, String key, @Nullable Object value, String expected) {
        if (!holds) {
            faults.add(key + ": " + value + " (expected: " + expected + ")");
        }
        return this;
    }

    /** @throws IllegalArgumentException with all of them, a line each */
    void throwIfAny() {
        if (!faults.isEmpty()) {
            throw new IllegalArgumentException(String.join("\n", faults));
        }
    }
}
