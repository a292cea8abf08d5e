package io.mien.dashboard;

import io.mien.schemas.avro.CaptureClock;
import io.mien.schemas.avro.FeedCondition;
import io.mien.schemas.avro.FeedState;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What live feeds are doing, by what was last heard of each. A feed that its process has fallen silent about is said to be
 * unheard of; one that has ended is forgotten after a while, one that is unheard of after a day. Two processes may speak of
 * the same stream: each has its say until it falls silent. Their number bounds the memory. Not safe for use by many threads.
 */
final class KnownFeeds {
    /** A feed of which nothing comes for so many times the interval that its process promised. */
    private static final int MISSED_INTERVALS = 3;

    private static final Duration SHORTEST_INTERVAL = Duration.ofSeconds(1);
    private static final Duration LONGEST_INTERVAL = Duration.ofHours(1);
    private static final Duration REMEMBER_UNHEARD = Duration.ofDays(1);
    private static final int MOST_FEEDS = 500;
    private static final int LONGEST_TEXT = 300;
    private static final int MOST_LOSSES = 20;

    /** What is wrong comes first. */
    private static final List<StateView.FeedStanding> ORDER = List.of(
            StateView.FeedStanding.UNHEARD,
            StateView.FeedStanding.RECONNECTING,
            StateView.FeedStanding.SILENT,
            StateView.FeedStanding.UNKNOWN,
            StateView.FeedStanding.CONNECTING,
            StateView.FeedStanding.ENDED,
            StateView.FeedStanding.LIVE);

    private static final Comparator<StateView.Feed> BY_TROUBLE = Comparator.<StateView.Feed>comparingInt(
                    feed -> ORDER.indexOf(feed.state()))
            .thenComparing(StateView.Feed::stream);

    private record Key(String stream, String instance) implements Comparable<Key> {
        private static final Comparator<Key> ORDER =
                Comparator.comparing(Key::stream).thenComparing(Key::instance);

        @Override
        public int compareTo(Key other) {
            return ORDER.compare(this, other);
        }
    }

    /** @param heardAt when the topic got it */
    private record Heard(FeedState state, Instant heardAt) {
        boolean isOver() {
            return state.getState() == FeedCondition.ENDED;
        }

        boolean isUnheard(Instant now) {
            return !isOver() && now.isAfter(heardAt.plus(interval().multipliedBy(MISSED_INTERVALS)));
        }

        private Duration interval() {
            Duration told = Duration.ofNanos(Math.multiplyExact(
                    Math.min(Math.max(0, state.getIntervalMicros()), LONGEST_INTERVAL.toNanos() / 1_000), 1_000L));
            return told.compareTo(SHORTEST_INTERVAL) < 0 ? SHORTEST_INTERVAL : told;
        }
    }

    private final Duration rememberEnded;
    private final TreeMap<Key, Heard> feeds = new TreeMap<>();

    /** @param rememberEnded how long a feed that has ended is shown */
    KnownFeeds(Duration rememberEnded) {
        this.rememberEnded = rememberEnded;
    }

    /** @param heardAt when the topic got it */
    void add(FeedState state, Instant heardAt, Instant now) {
        Key key = new Key(state.getStreamId(), state.getInstance());
        // A process that was started again has another name.
        feeds.entrySet()
                .removeIf(entry -> entry.getKey().stream().equals(key.stream())
                        && !entry.getKey().equals(key)
                        && (entry.getValue().isOver() || entry.getValue().isUnheard(heardAt)));
        feeds.put(key, new Heard(state, heardAt));
        if (feeds.size() > MOST_FEEDS) {
            forget(now);
        }
        if (feeds.size() > MOST_FEEDS) {
            feeds.entrySet().stream()
                    .min(Comparator.comparing(entry -> entry.getValue().heardAt()))
                    .map(Map.Entry::getKey)
                    .ifPresent(feeds::remove);
        }
    }

    /** The stream is spoken of no more: its record was taken back. */
    void remove(String stream) {
        feeds.keySet().removeIf(key -> key.stream().equals(stream));
    }

    private void forget(Instant now) {
        feeds.values()
                .removeIf(feed -> feed.heardAt().isBefore(now.minus(feed.isOver() ? rememberEnded : REMEMBER_UNHEARD)));
    }

    /** What is wrong first, then by the streams' names. */
    List<StateView.Feed> views(Instant now) {
        forget(now);
        return feeds.values().stream()
                .map(feed -> view(feed, now))
                .sorted(BY_TROUBLE)
                .toList();
    }

    private static StateView.Feed view(Heard heard, Instant now) {
        FeedState state = heard.state();
        boolean unheard = heard.isUnheard(now);
        CaptureClock clock = state.getCaptureClock();
        return new StateView.Feed(
                shortened(state.getStreamId()),
                unheard ? StateView.FeedStanding.UNHEARD : standing(state.getState()),
                (unheard ? heard.heardAt() : state.getSince()).toEpochMilli(),
                unheard ? before(state) : shortened(state.getSentence()),
                losses(state.getLosses()),
                state.getConnections(),
                clock == null ? null : clock.name(),
                state.getGroup() == null || state.getGroup().isBlank() ? null : shortened(state.getGroup()));
    }

    private static String before(FeedState state) {
        String sentence = state.getSentence().isEmpty() ? "" : ", " + state.getSentence();
        return shortened("the process that reads it is gone or cut off; before that " + state.getState() + sentence);
    }

    private static StateView.FeedStanding standing(FeedCondition condition) {
        return switch (condition) {
            case CONNECTING -> StateView.FeedStanding.CONNECTING;
            case LIVE -> StateView.FeedStanding.LIVE;
            case SILENT -> StateView.FeedStanding.SILENT;
            case RECONNECTING -> StateView.FeedStanding.RECONNECTING;
            case ENDED -> StateView.FeedStanding.ENDED;
            case UNKNOWN -> StateView.FeedStanding.UNKNOWN;
        };
    }

    private static Map<String, Long> losses(Map<String, Long> told) {
        Map<String, Long> losses = new HashMap<>();
        told.entrySet().stream()
                .sorted(Map.Entry.comparingByKey())
                .limit(MOST_LOSSES)
                .forEach(loss -> losses.put(shortened(loss.getKey()), loss.getValue()));
        return new TreeMap<>(losses);
    }

    private static String shortened(String text) {
        return text.length() <= LONGEST_TEXT ? text : text.substring(0, LONGEST_TEXT) + "…";
    }
}
