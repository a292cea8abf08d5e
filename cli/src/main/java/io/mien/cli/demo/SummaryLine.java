package io.mien.cli.demo;

import io.mien.dashboard.DashboardSummary;
import io.mien.infer.accounting.InferenceCounters;
import io.mien.ingest.topology.IngestCounts;
import io.mien.schemas.avro.ReadingStatus;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Says in one line what the system did since the last line. Not safe for use by many threads. */
final class SummaryLine {
    private static final int SUBJECTS_NAMED = 3;

    private final long start;
    private long before;
    private long cameraFrames;
    private long faceFrames;
    private long readings;

    /** @param now in nanoseconds, as of {@link System#nanoTime()} */
    SummaryLine(long now) {
        this.start = now;
        this.before = now;
    }

    /**
     * The line.
     *
     * @param progress of inputs that have an end, in words; empty if there is none
     */
    String next(long now, IngestCounts ingest, InferenceCounters inference, DashboardSummary page, String progress) {
        double seconds = Math.max(1e-3, (now - before) / 1e9);
        String line = Stream.of(
                        String.format(Locale.ROOT, "%4d s", Math.round((now - start) / 1e9)),
                        progress,
                        rate("camera frames", ingest.received() - cameraFrames, seconds),
                        rate("face frames", ingest.faceFrames() - faceFrames, seconds),
                        rate("readings", inference.readingsMade() - readings, seconds),
                        readings(inference),
                        "dead letters " + (ingest.deadLettersTotal() + inference.deadLetters()),
                        subjects(page.subjects()))
                .filter(part -> !part.isEmpty())
                .collect(Collectors.joining("  "));
        before = now;
        cameraFrames = ingest.received();
        faceFrames = ingest.faceFrames();
        readings = inference.readingsMade();
        return line;
    }

    private static String rate(String what, long count, double seconds) {
        return String.format(Locale.ROOT, "%s %.0f/s", what, count / seconds);
    }

    private static String readings(InferenceCounters inference) {
        return Stream.of(ReadingStatus.OK, ReadingStatus.DEGRADED, ReadingStatus.ABSTAINED)
                .filter(status -> inference.readings().getOrDefault(status, 0L) > 0)
                .map(status -> status + " " + inference.readings().get(status))
                .collect(Collectors.joining(" ", "(", ")"))
                .replace("()", "");
    }

    private static String subjects(List<DashboardSummary.Subject> subjects) {
        List<DashboardSummary.Subject> live =
                subjects.stream().filter(DashboardSummary.Subject::live).toList();
        String named =
                live.stream().limit(SUBJECTS_NAMED).map(SummaryLine::subject).collect(Collectors.joining(", "));
        return live.size() > SUBJECTS_NAMED ? named + ", and " + (live.size() - SUBJECTS_NAMED) + " more" : named;
    }

    private static String subject(DashboardSummary.Subject subject) {
        String name = subject.streamId() + "/" + subject.subjectId();
        return subject.topLabel() == null
                ? name + " abstained"
                : String.format(Locale.ROOT, "%s %s %.0f %%", name, subject.topLabel(), 100 * subject.probability());
    }
}
