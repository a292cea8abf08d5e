package io.mien.dashboard;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Remembers the ids of the newest readings. Delivery is at least once, and an id says which reading it is, so an id
 * that comes again is a repetition. Not safe for use by many threads.
 */
final class SeenReadings {
    private final Map<String, Boolean> ids;

    /** @param capacity ids remembered; it has to cover what comes between two checkpoints of the job */
    SeenReadings(int capacity) {
        this.ids = new LinkedHashMap<>() {
            private static final long serialVersionUID = 1L;

            @Override
            protected boolean removeEldestEntry(Map.Entry<String, Boolean> eldest) {
                return size() > capacity;
            }
        };
    }

    /** Whether this id is new; it is remembered. */
    boolean add(String readingId) {
        return ids.put(readingId, Boolean.TRUE) == null;
    }
}
