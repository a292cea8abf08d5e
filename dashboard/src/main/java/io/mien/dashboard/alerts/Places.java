package io.mien.dashboard.alerts;

import java.util.Collection;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * The places that a rule looks after, in the order in which they were heard of last; bounded. Not safe for use by many
 * threads.
 */
final class Places<P> {
    private final LinkedHashMap<String, P> places = new LinkedHashMap<>(16, 0.75f, true);

    /**
     * The place of a name.
     *
     * @param made makes one that is not there
     * @param letGo is given the one that was not heard of for longest, if there are too many
     */
    P of(String name, Function<String, P> made, Consumer<P> letGo) {
        P place = places.computeIfAbsent(name, made);
        if (places.size() > Watch.MOST_PLACES) {
            Iterator<P> oldest = places.values().iterator();
            letGo.accept(oldest.next());
            oldest.remove();
        }
        return place;
    }

    /** Removing from it removes places. */
    Collection<P> all() {
        return places.values();
    }
}
