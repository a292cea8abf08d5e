package io.mien.dashboard;

import io.mien.schemas.avro.ExpressionReading;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * All streams at a glance: those with a reading lately, and those of live feeds. Their number bounds the memory. Not safe for
 * use by many threads.
 */
final class Overview {
    private static final int MOST_STREAMS = 2_000;

    private final Duration forgetAfter;
    private final LabelNames labels = new LabelNames();
    private final TreeMap<String, StreamActivity> streams = new TreeMap<>();
    private Map<String, StateView.Feed> feeds = Map.of();
    private long nextId = 1;

    /** @param forgetAfter a stream without a reading for so long, and without a feed, is dropped */
    Overview(Duration forgetAfter) {
        this.forgetAfter = forgetAfter;
    }

    void add(ExpressionReading reading, Instant at, long revision) {
        activity(reading.getStreamId()).add(reading, at, revision);
    }

    /** Of streams that are known otherwise: what stands on a dead letter is anybody's text. */
    void add(DeadLetter letter, long revision) {
        StreamActivity activity = letter.stream() == null ? null : streams.get(letter.stream());
        if (activity != null) {
            activity.addDeadLetter(Instant.ofEpochMilli(letter.at()), revision);
        }
    }

    private StreamActivity activity(String stream) {
        StreamActivity known = streams.get(stream);
        if (known != null) {
            return known;
        }
        if (streams.size() >= MOST_STREAMS) {
            streams.entrySet().stream()
                    .min(Comparator.comparing(entry -> entry.getValue().lastReadingAt()))
                    .map(Map.Entry::getKey)
                    .ifPresent(streams::remove);
        }
        StreamActivity made = new StreamActivity(nextId++, stream, labels);
        streams.put(stream, made);
        return made;
    }

    void forget(String stream) {
        streams.remove(stream);
    }

    /**
     * Looks what has become of all streams by now: rates fall and faces leave without a word.
     *
     * @param told of all live feeds, what is wrong first
     * @param faces of each stream that has any
     * @param revision of rows that are others than before
     * @return whether anything is
     */
    boolean refresh(Instant now, List<StateView.Feed> told, Map<String, Integer> faces, long revision) {
        Map<String, StateView.Feed> byStream = new HashMap<>();
        told.forEach(feed -> byStream.putIfAbsent(feed.stream(), feed));
        feeds = byStream;
        feeds.keySet().forEach(this::activity);
        boolean changed = forget(now);
        for (Map.Entry<String, StreamActivity> each : streams.entrySet()) {
            String stream = each.getKey();
            changed |= each.getValue().refresh(now, feeds.get(stream), faces.getOrDefault(stream, 0), revision);
        }
        return changed;
    }

    private boolean forget(Instant now) {
        Instant oldest = now.minus(forgetAfter);
        Set<String> gone = new HashSet<>();
        streams.forEach((stream, activity) -> {
            if (activity.lastReadingAt().isBefore(oldest) && !feeds.containsKey(stream)) {
                gone.add(stream);
            }
        });
        return streams.keySet().removeAll(gone);
    }

    List<String> labels() {
        return labels.all();
    }

    /** The ids of all rows, by the streams' names. */
    List<Long> present() {
        return streams.values().stream().map(StreamActivity::id).toList();
    }

    /** Those with something new after a revision. */
    List<OverviewView.Row> rows(Instant now, long since) {
        List<OverviewView.Row> rows = new ArrayList<>();
        for (StreamActivity activity : streams.values()) {
            OverviewView.@Nullable Row row = activity.row(now, since);
            if (row != null) {
                rows.add(Objects.requireNonNull(row));
            }
        }
        return rows;
    }

    /** Streams with a reading lately. */
    List<StateView.Stream> paces(Instant now) {
        List<StateView.Stream> paces = new ArrayList<>();
        streams.forEach((stream, activity) -> {
            if (!activity.lastReadingAt().isBefore(now.minus(forgetAfter))) {
                paces.add(new StateView.Stream(stream, activity.framesPerSecond(now)));
            }
        });
        return paces;
    }
}
