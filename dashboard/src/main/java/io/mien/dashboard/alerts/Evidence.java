package io.mien.dashboard.alerts;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** The readings, subjects and streams that an alert is about; bounded. Not safe for use by many threads. */
final class Evidence {
    /** Ids of readings, subjects and streams of one alert. */
    static final int MOST = 32;

    private final Deque<String> readings = new ArrayDeque<>();
    private final Set<Alert.Subject> subjects = new LinkedHashSet<>();
    private final Set<String> streams = new LinkedHashSet<>();
    private long count;

    void addReading(String id) {
        count++;
        readings.addLast(id);
        if (readings.size() > MOST) {
            readings.removeFirst();
        }
    }

    /** Counts readings whose ids are not at hand any more. */
    void addUnnamed(long number) {
        count += number;
    }

    void addSubject(Alert.Subject subject) {
        addStream(subject.stream());
        if (subjects.size() < MOST) {
            subjects.add(subject);
        }
    }

    void addStream(String stream) {
        if (streams.size() < MOST) {
            streams.add(stream);
        }
    }

    void clear() {
        readings.clear();
        subjects.clear();
        streams.clear();
        count = 0;
    }

    List<String> readings() {
        return List.copyOf(readings);
    }

    List<Alert.Subject> subjects() {
        return List.copyOf(subjects);
    }

    List<String> streams() {
        return List.copyOf(streams);
    }

    long count() {
        return count;
    }
}
