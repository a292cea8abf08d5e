package io.mien.cli.readings;

import io.mien.schemas.avro.ReadingStatus;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What readings say of each picture of their film: where which face was, and what was read in it. Between two pictures whose
 * boxes are known a box moves evenly; a face that was not seen for longer than three of the model's cells has none in between.
 * Not safe for use by many threads.
 */
public final class ReadingsOverFilm {
    private static final int MOST_CELLS_BETWEEN = 3;
    /** Stamps are rounded to microseconds on several ways. */
    private static final long TOLERANCE_MICROS = 1_000;

    private static final double MICROS_PER_SECOND = 1e6;

    private final Map<String, Subject> subjects = new LinkedHashMap<>();
    private final NavigableMap<Long, List<PlacedReading>> byLastSequence = new TreeMap<>();

    /** One face. */
    private record Subject(
            NavigableMap<Long, PlacedBox> boxes, List<ShownWindow<PlacedReading>> windows, long mostPicturesBetween) {}

    /**
     * A face in one picture.
     *
     * @param subjectId whose
     * @param box where, in the picture as it was read for the readings
     * @param status of what is said of it
     * @param lines what is said of it, the subject's id first
     */
    public record Face(String subjectId, PlacedBox box, ReadingStatus status, List<String> lines) {

        public Face {
            lines = List.copyOf(lines);
        }
    }

    /**
     * Lays them over.
     *
     * @param readings of one session of one stream
     * @param framesPerSecond of the film, about
     */
    public ReadingsOverFilm(List<PlacedReading> readings, double framesPerSecond) {
        Map<String, List<PlacedReading>> bySubject = new LinkedHashMap<>();
        for (PlacedReading reading : readings) {
            bySubject
                    .computeIfAbsent(reading.subjectId(), unused -> new ArrayList<>())
                    .add(reading);
            byLastSequence
                    .computeIfAbsent(reading.lastSequence(), unused -> new ArrayList<>())
                    .add(reading);
        }
        bySubject.forEach((id, own) -> subjects.put(id, subject(own, framesPerSecond)));
    }

    private static Subject subject(List<PlacedReading> readings, double framesPerSecond) {
        NavigableMap<Long, PlacedBox> boxes = new TreeMap<>();
        List<ShownWindow<PlacedReading>> windows = new ArrayList<>();
        long interval = 0;
        for (PlacedReading reading : readings) {
            boxes.putAll(reading.boxes());
            windows.add(new ShownWindow<>(reading.start(), reading.end(), reading));
            interval = Math.max(interval, reading.boxInterval());
        }
        long most = (long) Math.ceil(MOST_CELLS_BETWEEN * interval * framesPerSecond / MICROS_PER_SECOND);
        return new Subject(boxes, ShownWindow.oneAfterAnother(windows), Math.max(1, most));
    }

    /** How many faces there are. */
    public int subjects() {
        return subjects.size();
    }

    /** Whether any reading says where its face was. */
    public boolean haveBoxes() {
        return subjects.values().stream().anyMatch(subject -> !subject.boxes().isEmpty());
    }

    /** The last camera frame that a reading was made of. */
    public long lastSequence() {
        return byLastSequence.isEmpty() ? -1 : byLastSequence.lastKey();
    }

    /**
     * Why the readings cannot be of this film, if a picture shows that: it does not lie in the windows of which it is the last
     * picture.
     *
     * @param sequence the picture's number, from 0
     * @param position its place in the film, microseconds
     */
    public Optional<String> objection(long sequence, long position) {
        for (PlacedReading reading : byLastSequence.getOrDefault(sequence, List.of())) {
            if (position < reading.start() - TOLERANCE_MICROS || position > reading.end() + TOLERANCE_MICROS) {
                return Optional.of(String.format(
                        Locale.ROOT,
                        "picture %d lies at %.3f s, the window that ends with it from %.3f to %.3f s",
                        sequence,
                        position / MICROS_PER_SECOND,
                        reading.start() / MICROS_PER_SECOND,
                        reading.end() / MICROS_PER_SECOND));
            }
        }
        return Optional.empty();
    }

    /**
     * The faces of a picture.
     *
     * @param sequence the picture's number, from 0
     * @param position its place in the film, microseconds
     */
    public List<Face> at(long sequence, long position) {
        List<Face> faces = new ArrayList<>();
        subjects.forEach((id, subject) -> box(subject, sequence).ifPresent(box -> {
            Optional<PlacedReading> reading = reading(subject, position);
            faces.add(new Face(
                    id,
                    box,
                    reading.map(PlacedReading::status).orElse(ReadingStatus.UNKNOWN),
                    reading.map(ReadingsOverFilm::lines).orElse(List.of(id))));
        }));
        return faces;
    }

    private static Optional<PlacedBox> box(Subject subject, long sequence) {
        Map.Entry<Long, PlacedBox> before = subject.boxes().floorEntry(sequence);
        Map.Entry<Long, PlacedBox> after = subject.boxes().ceilingEntry(sequence);
        if (before == null || after == null) {
            return Optional.empty();
        }
        long between = after.getKey() - before.getKey();
        if (between == 0) {
            return Optional.of(before.getValue());
        }
        return between > subject.mostPicturesBetween()
                ? Optional.empty()
                : Optional.of(
                        before.getValue().towards(after.getValue(), (double) (sequence - before.getKey()) / between));
    }

    private static Optional<PlacedReading> reading(Subject subject, long position) {
        return subject.windows().stream()
                .filter(window -> window.start() <= position && position < window.end())
                .map(ShownWindow::what)
                .findFirst();
    }

    private static List<String> lines(PlacedReading reading) {
        String id = reading.subjectId();
        String because = reading.reason() == null ? "" : ": " + reading.reason();
        return switch (reading.status()) {
            case OK -> List.of(id + "  " + label(reading));
            case DEGRADED -> List.of(id + "  " + label(reading), "degraded" + because);
            case ABSTAINED -> List.of(id + "  no reading" + because);
            case UNKNOWN -> List.of(id);
        };
    }

    private static String label(PlacedReading reading) {
        return String.format(Locale.ROOT, "%s %.0f %%", reading.label(), 100 * reading.probability());
    }
}
