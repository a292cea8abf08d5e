package io.mien.dashboard.alerts;

import java.time.Instant;
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

    /**
     * Lets go of those that were not heard of for long.
     *
     * @param oldest those that were heard of since then stay
     * @param heardAt when a place was heard of last
     * @param letGo is given each of the others
     */
    void forget(Instant oldest, Function<P, Instant> heardAt, Consumer<P> letGo) {
        places.values().removeIf(place -> {
            boolean gone = heardAt.apply(place).isBefore(oldest);
            if (gone) {
                letGo.accept(place);
            }
            return gone;
        });
    }

    /** Removing from it removes places. */
    Collection<P> all() {
        return places.values();
    }
}
