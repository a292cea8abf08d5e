package io.mien.dashboard.history;

import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What live feeds went through since the page was started, and the last of before: the topic of their states keeps no more.
 * The number of feeds, and of changes of each, bounds the memory.
 *
 * <p>Threads: all methods may be called by several threads at once.
 */
public final class FeedChanges {
    private static final int MOST_FEEDS = 500;
    private static final int MOST_CHANGES = 200;
    private static final int LONGEST_TEXT = 300;

    private final Map<String, Deque<FeedChange>> changes = new HashMap<>();

    /** Notes a state, if it is another one than before. */
    public synchronized void add(String stream, Instant since, String state, String sentence) {
        Deque<FeedChange> known = changes.get(stream);
        if (known == null) {
            if (changes.size() >= MOST_FEEDS) {
                return;
            }
            known = new ArrayDeque<>();
            changes.put(stream, known);
        }
        FeedChange last = known.peekLast();
        if (last != null && last.at() == since.toEpochMilli() && last.state().equals(state)) {
            return;
        }
        String text = sentence.length() <= LONGEST_TEXT ? sentence : sentence.substring(0, LONGEST_TEXT - 1) + "…";
        known.addLast(new FeedChange(since.toEpochMilli(), state, text));
        if (known.size() > MOST_CHANGES) {
            known.removeFirst();
        }
    }

    synchronized List<FeedChange> of(String stream, long from, long to) {
        List<FeedChange> found = new ArrayList<>();
        for (FeedChange change : changes.getOrDefault(stream, new ArrayDeque<>())) {
            if (change.at() >= from && change.at() <= to) {
                found.add(change);
            }
        }
        return found;
    }
}
