package io.mien.infer.audit;

import io.mien.infer.element.SubjectKey;
import io.mien.schemas.avro.ExpressionReading;
import io.mien.schemas.avro.WindowRule;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * The cells that an overloaded job passed over, as its readings say. Those of a window that has a reading are known, so that it
 * can be computed again; windows of which no frame was encoded have none, and nothing names their cells.
 */
final class PassedOver {
    private final Map<SubjectKey, Set<Long>> cells = new HashMap<>();
    private final Map<SubjectKey, Set<Long>> disputed = new HashMap<>();
    /** Of the subjects that lost cells, by the windows' ends: whether the window lost some. */
    private final Map<SubjectKey, NavigableMap<Instant, Boolean>> windows = new HashMap<>();

    private PassedOver() {}

    /** @param readings looked through twice: all that were published, those with the same id too */
    static PassedOver of(Iterable<ExpressionReading> readings) {
        PassedOver passedOver = new PassedOver();
        for (ExpressionReading reading : readings) {
            Set<Long> skipped = skipped(reading);
            if (!skipped.isEmpty()) {
                passedOver
                        .cells
                        .computeIfAbsent(subject(reading), subject -> new HashSet<>())
                        .addAll(skipped);
            }
        }
        for (ExpressionReading reading : readings) {
            passedOver.compare(reading);
        }
        return passedOver;
    }

    private void compare(ExpressionReading reading) {
        Set<Long> known = cells.get(subject(reading));
        if (known == null) {
            return;
        }
        Set<Long> own = skipped(reading);
        windows.computeIfAbsent(subject(reading), subject -> new TreeMap<>())
                .merge(reading.getWindowEnd(), !own.isEmpty(), Boolean::logicalOr);
        cells(reading)
                .filter(cell -> known.contains(cell) && !own.contains(cell))
                .forEach(cell -> disputed.computeIfAbsent(subject(reading), subject -> new HashSet<>())
                        .add(cell));
    }

    /** When the cells that are known begin, microseconds since the epoch. */
    Map<SubjectKey, Set<Long>> cells() {
        return cells;
    }

    /** Why a reading cannot be computed again; empty if it can, as far as this goes. */
    Optional<String> dispute(ExpressionReading reading) {
        Set<Long> known = disputed.getOrDefault(subject(reading), Set.of());
        return cells(reading).anyMatch(known::contains)
                ? Optional.of(
                        "the job was behind, and read its frames twice: readings disagree about which of the window's"
                                + " cells were passed over")
                : Optional.empty();
    }

    /** Why a computed reading need not have been published: all its frames may have been passed over. */
    Optional<String> excusesAbsence(ExpressionReading computed) {
        NavigableMap<Instant, Boolean> published = windows.get(subject(computed));
        if (published == null) {
            return Optional.empty();
        }
        Instant end = computed.getWindowEnd();
        boolean besideLoss = Stream.of(published.lowerEntry(end), published.higherEntry(end))
                .anyMatch(entry -> entry != null && entry.getValue());
        return besideLoss
                ? Optional.of(
                        "the job was behind and passed over cells of the windows beside it, so perhaps over all of"
                                + " its own")
                : Optional.empty();
    }

    private static SubjectKey subject(ExpressionReading reading) {
        return new SubjectKey(reading.getStreamId(), reading.getSubjectId());
    }

    private static Set<Long> skipped(ExpressionReading reading) {
        List<Integer> skipped = reading.getSkippedCells();
        if (skipped == null || skipped.isEmpty()) {
            return Set.of();
        }
        List<Long> all = cells(reading).toList();
        Set<Long> found = new HashSet<>();
        for (int index : skipped) {
            if (index >= 0 && index < all.size()) {
                found.add(all.get(index));
            }
        }
        return found;
    }

    /** When each of its cells begins. */
    private static Stream<Long> cells(ExpressionReading reading) {
        WindowRule rule = reading.getWindowing();
        if (rule == null || rule.getCells() < 1) {
            return Stream.empty();
        }
        long start = ChronoUnit.MICROS.between(Instant.EPOCH, reading.getWindowStart());
        long cell = ChronoUnit.MICROS.between(reading.getWindowStart(), reading.getWindowEnd()) / rule.getCells();
        return Stream.iterate(start, next -> next + cell).limit(rule.getCells());
    }
}
