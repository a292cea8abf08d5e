package io.mien.dashboard.history;

import io.mien.dashboard.history.Timeline.Event;
import io.mien.dashboard.history.Timeline.Point;
import io.mien.dashboard.history.Timeline.Row;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Makes what the page draws of one stream: so many points a subject as there is room for.
 *
 * <p>Threads: may be used by several threads at once.
 */
public final class Timelines {
    private static final int MOST_SUBJECTS = 40;
    private static final int MOST_POINTS = 300;
    private static final int MOST_EVENTS = 200;

    private final ReadingHistory history;
    private final FeedChanges feeds;

    public Timelines(ReadingHistory history, FeedChanges feeds) {
        this.history = history;
        this.feeds = feeds;
    }

    /**
     * The newest of a stream.
     *
     * @param span milliseconds
     */
    public Timeline newest(String stream, long span) {
        long to = history.extent(stream).map(ReadingHistory.Extent::last).orElse(span);
        return between(stream, to - span, to);
    }

    /** What lies between two times, milliseconds since 1970. */
    public Timeline between(String stream, long from, long to) {
        Map<String, List<HeldReading>> readings = history.readings(stream, from, to);
        long bucket = Math.max(1, (to - from) / MOST_POINTS);
        List<Row> rows = new ArrayList<>();
        readings.forEach((subject, ofSubject) -> byLabels(ofSubject)
                .forEach((labels, each) -> rows.add(new Row(subject, labels, points(each, bucket), newestBox(each)))));
        rows.sort(Comparator.comparingLong(row -> row.points().get(0).at()));
        List<Event> events = TimelineEvents.of(readings, feeds.of(stream, from, to));
        int eventsLeftOut = Math.max(0, events.size() - MOST_EVENTS);
        int subjectsLeftOut = Math.max(0, rows.size() - MOST_SUBJECTS);
        Optional<ReadingHistory.Extent> extent = history.extent(stream);
        return new Timeline(
                stream,
                from,
                to,
                extent.map(ReadingHistory.Extent::first).orElse(to),
                extent.map(ReadingHistory.Extent::last).orElse(to),
                List.copyOf(rows.subList(subjectsLeftOut, rows.size())),
                subjectsLeftOut,
                List.copyOf(events.subList(eventsLeftOut, events.size())),
                eventsLeftOut,
                picture(readings));
    }

    private static @Nullable FaceOutline newestBox(List<HeldReading> readings) {
        FaceOutline newest = null;
        for (HeldReading reading : readings) {
            newest = reading.box() == null ? newest : reading.box();
        }
        return newest;
    }

    private static Timeline.@Nullable Extent picture(Map<String, List<HeldReading>> readings) {
        int width = 0;
        int height = 0;
        for (List<HeldReading> each : readings.values()) {
            for (HeldReading reading : each) {
                FaceOutline box = reading.box();
                if (box != null) {
                    width = Math.max(width, box.x() + box.width());
                    height = Math.max(height, box.y() + box.height());
                }
            }
        }
        return width == 0 ? null : new Timeline.Extent(width, height);
    }

    private static Map<List<String>, List<HeldReading>> byLabels(List<HeldReading> readings) {
        Map<List<String>, List<HeldReading>> byLabels = new LinkedHashMap<>();
        readings.forEach(reading -> byLabels.computeIfAbsent(reading.labels(), labels -> new ArrayList<>())
                .add(reading));
        return byLabels;
    }

    /** @param bucket so many milliseconds are drawn as one, if there are more readings than points */
    static List<Point> points(List<HeldReading> readings, long bucket) {
        boolean each = readings.size() <= MOST_POINTS;
        List<Point> points = new ArrayList<>();
        List<HeldReading> together = new ArrayList<>();
        for (HeldReading reading : readings) {
            boolean next = !together.isEmpty()
                    && (each
                            || Math.floorDiv(reading.windowEnd(), bucket)
                                    != Math.floorDiv(together.get(0).windowEnd(), bucket));
            if (next) {
                points.add(point(together));
                together = new ArrayList<>();
            }
            together.add(reading);
        }
        points.add(point(together));
        return points;
    }

    private static Point point(List<HeldReading> readings) {
        List<HeldReading> labelled = readings.stream()
                .filter(reading -> !reading.probabilities().isEmpty())
                .toList();
        HeldReading last =
                (labelled.isEmpty() ? readings : labelled).get((labelled.isEmpty() ? readings : labelled).size() - 1);
        if (labelled.isEmpty()) {
            return new Point(last.windowEnd(), last.status(), null, readings.size(), readings.size());
        }
        List<Double> means = new ArrayList<>();
        for (int label = 0; label < last.probabilities().size(); label++) {
            double sum = 0;
            for (HeldReading reading : labelled) {
                sum += reading.probabilities().get(label);
            }
            means.add(Math.round(sum / labelled.size() * 1e4) / 1e4);
        }
        boolean degraded =
                labelled.stream().anyMatch(reading -> reading.status().equals("DEGRADED"));
        return new Point(
                last.windowEnd(),
                degraded ? "DEGRADED" : last.status(),
                means,
                readings.size(),
                readings.size() - labelled.size());
    }
}
