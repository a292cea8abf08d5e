package io.mien.dashboard;

import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Counts dead letters by topic and reason, and keeps the newest few of them. Not safe for use by many threads. */
final class DeadLetterTally {
    private static final int NEWEST = 30;
    private static final int MOST_REASONS = 50;
    private static final String OTHER = "OTHER";

    private record Key(String topic, String reason) {}

    private final Map<Key, Long> counts = new HashMap<>();
    private final Deque<DeadLetter> newest = new ArrayDeque<>();
    private long total;
    private long revision;

    void add(DeadLetter letter, long atRevision) {
        total++;
        revision = atRevision;
        Key key = new Key(letter.topic(), letter.reason());
        // Headers are anybody's text: they must not fill the memory.
        boolean known = counts.containsKey(key) || counts.size() < MOST_REASONS;
        counts.merge(known ? key : new Key(OTHER, OTHER), 1L, Long::sum);
        newest.addFirst(letter);
        if (newest.size() > NEWEST) {
            newest.removeLast();
        }
    }

    long total() {
        return total;
    }

    /** The newest are left out if none came after the given revision. */
    StateView.DeadLetters view(long since) {
        List<StateView.DeadLetters.Count> sorted = counts.entrySet().stream()
                .map(entry -> new StateView.DeadLetters.Count(
                        entry.getKey().topic(), entry.getKey().reason(), entry.getValue()))
                .sorted(Comparator.comparingLong(StateView.DeadLetters.Count::count)
                        .reversed()
                        .thenComparing(StateView.DeadLetters.Count::topic)
                        .thenComparing(StateView.DeadLetters.Count::reason))
                .toList();
        boolean changed = since == 0 || revision > since;
        return new StateView.DeadLetters(total, sorted, changed ? List.copyOf(newest) : null);
    }
}
