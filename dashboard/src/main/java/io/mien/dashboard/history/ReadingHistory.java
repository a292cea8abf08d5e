package io.mien.dashboard.history;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.mien.schemas.avro.ExpressionReading;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The readings of the last hours, within its bounds. What it answers depends on the topic and the bounds alone, so that
 * pages that were opened at other times show the same.
 *
 * <p>Threads: all methods may be called by several threads at once.
 */
public final class ReadingHistory {
    private static final int MOST_REASONS = 4_096;
    private static final int MOST_KINDS = 256;
    private static final int LONGEST_REASON = 300;

    private record SubjectKey(String stream, String subject) {}

    private record AgedBlock(SubjectKey key, ReadingBlock block, long since) {}

    private final HistoryBounds bounds;
    private final InstantSource clock;
    private final Map<String, Map<String, SubjectTrack>> streams = new HashMap<>();
    private final PriorityQueue<AgedBlock> byAge = new PriorityQueue<>(Comparator.comparingLong(AgedBlock::since));
    private final Map<BlockKind, BlockKind> kinds = new HashMap<>();
    private final Map<String, String> reasons = new HashMap<>();
    private long bytes;

    public ReadingHistory(HistoryBounds bounds, InstantSource clock) {
        this.bounds = bounds;
        this.clock = clock;
    }

    /** Takes a reading as it comes. */
    public void add(ExpressionReading reading, ReadingPlace place, Instant appendedAt) {
        add(reading, place, appendedAt, false);
    }

    /** Takes a reading from before all that came: those of one subject by the order of the topic. */
    public void addPast(ExpressionReading reading, ReadingPlace place, Instant appendedAt) {
        add(reading, place, appendedAt, true);
    }

    private synchronized void add(ExpressionReading reading, ReadingPlace place, Instant appendedAt, boolean ofPast) {
        if (appendedAt.toEpochMilli() < oldest()) {
            return;
        }
        long id = digest(reading.getReadingId());
        SubjectKey key = new SubjectKey(reading.getStreamId(), reading.getSubjectId());
        SubjectTrack track = streams.computeIfAbsent(key.stream(), stream -> new TreeMap<>())
                .computeIfAbsent(key.subject(), subject -> new SubjectTrack());
        if (track.repeats(id, ofPast)) {
            return;
        }
        BlockKind kind = kinds.computeIfAbsent(BlockKind.of(reading), same -> same);
        ReadingBlock open = track.open(kind, ofPast);
        ReadingBlock block = open == null ? new ReadingBlock(kind) : open;
        long before = open == null ? 0 : block.bytes();
        block.add(reading, id, place, appendedAt.toEpochMilli(), reason(reading.getReason()));
        long more = block.bytes() - before;
        bytes += more;
        if (open == null) {
            track.begin(block, ofPast);
            byAge.add(new AgedBlock(key, block, block.firstAppended()));
        }
        if (more > 0) {
            makeRoom();
        }
    }

    private @Nullable String reason(@Nullable String reason) {
        if (reason == null) {
            return null;
        }
        String text = reason.length() <= LONGEST_REASON ? reason : reason.substring(0, LONGEST_REASON - 1) + "…";
        if (reasons.size() >= MOST_REASONS && !reasons.containsKey(text)) {
            reasons.clear();
        }
        return reasons.computeIfAbsent(text, same -> same);
    }

    private void makeRoom() {
        AgedBlock oldest = byAge.peek();
        while (oldest != null && (bytes > bounds.bytes() || oldest.block().lastAppended() < oldest())) {
            byAge.remove();
            bytes -= oldest.block().bytes();
            Map<String, SubjectTrack> subjects = streams.getOrDefault(oldest.key().stream(), new HashMap<>());
            SubjectTrack track = subjects.get(oldest.key().subject());
            if (track != null) {
                track.remove(oldest.block());
                if (track.isEmpty()) {
                    subjects.remove(oldest.key().subject());
                }
            }
            if (subjects.isEmpty()) {
                streams.remove(oldest.key().stream());
            }
            oldest = byAge.peek();
        }
        if (kinds.size() > MOST_KINDS) {
            kinds.clear();
        }
    }

    /** Lets go of all that is held of a stream. */
    public synchronized void forget(String stream) {
        streams.remove(stream);
        byAge.removeIf(aged -> {
            boolean gone = aged.key().stream().equals(stream);
            bytes -= gone ? aged.block().bytes() : 0;
            return gone;
        });
        // Only so that equal ones are one: nobody else's are lost.
        reasons.clear();
    }

    private long oldest() {
        return clock.instant().minus(bounds.span()).toEpochMilli();
    }

    /** Where the reading with an id lies; empty if it is not held. */
    public synchronized Optional<ReadingPlace> find(String readingId) {
        long id = digest(readingId);
        for (Map<String, SubjectTrack> subjects : streams.values()) {
            for (SubjectTrack track : subjects.values()) {
                List<ReadingPlace> found = new ArrayList<>(1);
                track.forEach(block -> {
                    int index = block.indexOf(id);
                    if (index >= 0) {
                        found.add(block.place(index));
                    }
                });
                if (!found.isEmpty()) {
                    return Optional.of(found.get(0));
                }
            }
        }
        return Optional.empty();
    }

    /**
     * Where a subject's reading lies whose window ends at a time; empty if it is not held.
     *
     * @param windowEnd milliseconds since 1970
     */
    public synchronized Optional<ReadingPlace> find(String stream, String subject, long windowEnd) {
        SubjectTrack track = streams.getOrDefault(stream, Map.of()).get(subject);
        List<ReadingPlace> found = new ArrayList<>(1);
        if (track != null) {
            track.forEach(block -> {
                for (int index = 0; index < block.size(); index++) {
                    if (block.windowEnd(index) == windowEnd) {
                        found.add(block.place(index));
                    }
                }
            });
        }
        // Of a window that two models have read the later one, which the page shows.
        return found.isEmpty() ? Optional.empty() : Optional.of(found.get(found.size() - 1));
    }

    /** The ends of a stream's first and last window that are held, milliseconds since 1970. */
    public record Extent(long first, long last) {}

    /** Empty if nothing is held of the stream. */
    public synchronized Optional<Extent> extent(String stream) {
        long oldest = oldest();
        long[] ends = {Long.MAX_VALUE, Long.MIN_VALUE};
        streams.getOrDefault(stream, Map.of())
                .values()
                .forEach(track -> track.forEach(block -> {
                    for (int index = 0; index < block.size(); index++) {
                        if (block.appendedAt(index) >= oldest) {
                            ends[0] = Math.min(ends[0], block.windowEnd(index));
                            ends[1] = Math.max(ends[1], block.windowEnd(index));
                        }
                    }
                }));
        return ends[0] > ends[1] ? Optional.empty() : Optional.of(new Extent(ends[0], ends[1]));
    }

    /**
     * A stream's readings by subject, each subject's by their windows' ends.
     *
     * @param from first end of a window, milliseconds since 1970
     * @param to last end of a window
     */
    public synchronized Map<String, List<HeldReading>> readings(String stream, long from, long to) {
        long oldest = oldest();
        Map<String, List<HeldReading>> all = new TreeMap<>();
        streams.getOrDefault(stream, Map.of()).forEach((subject, track) -> {
            List<HeldReading> readings = new ArrayList<>();
            Set<Long> seen = new HashSet<>();
            track.forEach(block -> {
                for (int index = 0; index < block.size(); index++) {
                    long end = block.windowEnd(index);
                    if (end >= from && end <= to && block.appendedAt(index) >= oldest) {
                        HeldReading reading = block.reading(index);
                        if (seen.add(reading.idDigest())) {
                            readings.add(reading);
                        }
                    }
                }
            });
            if (!readings.isEmpty()) {
                readings.sort(Comparator.comparingLong(HeldReading::windowEnd));
                all.put(subject, readings);
            }
        });
        return all;
    }

    /** The memory that it takes, about. */
    public synchronized long bytes() {
        return bytes;
    }

    /** How many are held. */
    public synchronized long size() {
        long size = 0;
        for (AgedBlock each : byAge) {
            size += each.block().size();
        }
        return size;
    }

    /** Ids are anybody's text: a weaker digest could be met on purpose. */
    private static long digest(String readingId) {
        try {
            return ByteBuffer.wrap(MessageDigest.getInstance("SHA-256").digest(readingId.getBytes(UTF_8)))
                    .getLong();
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
