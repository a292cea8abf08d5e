package io.mien.dashboard.history;

import io.mien.dashboard.history.Timeline.Event;
import io.mien.dashboard.history.Timeline.Kind;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Finds in a stream's readings what happened. */
final class TimelineEvents {
    /** A pause of so many usual distances between two readings is a gap, as it is in the charts. */
    private static final int GAP = 3;

    private static final long SHORTEST_GAP = 3_000;
    /** Readings this near tell of the same overload. */
    private static final long SAME_OVERLOAD = 5_000;

    private TimelineEvents() {}

    /** By time. */
    static List<Event> of(Map<String, List<HeldReading>> bySubject, List<FeedChange> feeds) {
        List<Event> events = new ArrayList<>();
        for (FeedChange change : feeds) {
            String why = change.sentence().isEmpty() ? "" : ": " + change.sentence();
            events.add(new Event(Kind.FEED, change.at(), change.at(), null, change.state() + why, 0));
        }
        bySubject.forEach((subject, readings) -> {
            runs(
                    Kind.ABSTAINED,
                    subject,
                    readings,
                    reading -> reading.status().equals("ABSTAINED"),
                    gapOf(readings),
                    events);
            gaps(subject, readings, events);
        });
        List<HeldReading> all = bySubject.values().stream()
                .flatMap(List::stream)
                .sorted(Comparator.comparingLong(HeldReading::windowEnd))
                .toList();
        runs(Kind.OVERLOAD, null, all, reading -> reading.skippedCells() > 0, SAME_OVERLOAD, events);
        models(all, events);
        events.sort(Comparator.comparingLong(Event::from).thenComparing(Event::kind));
        return events;
    }

    /** Readings of which something holds, one after another, are one event. */
    private static void runs(
            Kind kind,
            @Nullable String subject,
            List<HeldReading> readings,
            Predicate<HeldReading> holds,
            long longestPause,
            List<Event> events) {
        HeldReading first = null;
        HeldReading last = null;
        int count = 0;
        for (HeldReading reading : readings) {
            boolean found = holds.test(reading);
            boolean goesOn = last != null && reading.windowEnd() - last.windowEnd() <= longestPause;
            // Of several subjects some may have been spared.
            boolean ends = first != null && (!goesOn || (!found && kind == Kind.ABSTAINED));
            if (ends && first != null && last != null) {
                events.add(event(kind, subject, first, last, count));
                first = null;
                last = null;
                count = 0;
            }
            if (found) {
                first = first == null ? reading : first;
                last = reading;
                count++;
            }
        }
        if (first != null && last != null) {
            events.add(event(kind, subject, first, last, count));
        }
    }

    private static Event event(Kind kind, @Nullable String subject, HeldReading first, HeldReading last, int count) {
        String why = kind == Kind.ABSTAINED ? Objects.requireNonNullElse(first.reason(), "") : "";
        return new Event(kind, first.windowEnd(), last.windowEnd(), subject, why, count);
    }

    private static void gaps(String subject, List<HeldReading> readings, List<Event> events) {
        long gap = gapOf(readings);
        for (int index = 1; index < readings.size(); index++) {
            long before = readings.get(index - 1).windowEnd();
            long after = readings.get(index).windowEnd();
            if (after - before > gap) {
                events.add(new Event(Kind.GAP, before, after, subject, "", 0));
            }
        }
    }

    private static long gapOf(List<HeldReading> readings) {
        List<Long> distances = new ArrayList<>();
        for (int index = 1; index < readings.size(); index++) {
            distances.add(
                    readings.get(index).windowEnd() - readings.get(index - 1).windowEnd());
        }
        distances.sort(null);
        long usual = distances.isEmpty() ? 0 : distances.get(distances.size() / 2);
        return Math.max(SHORTEST_GAP, GAP * usual);
    }

    /** Around a change the subjects' windows are of both models for a moment: only what no one had before is told. */
    private static void models(List<HeldReading> readings, List<Event> events) {
        HeldModel now = null;
        HeldModel before = null;
        for (HeldReading reading : readings) {
            HeldModel model = reading.model();
            if (now == null) {
                now = model;
            } else if (!model.equals(now) && !model.equals(before)) {
                String text = name(now) + " → " + name(model);
                events.add(new Event(Kind.MODEL, reading.windowEnd(), reading.windowEnd(), null, text, 0));
                before = now;
                now = model;
            }
        }
    }

    private static String name(HeldModel model) {
        return model.name() + " " + model.version();
    }
}
