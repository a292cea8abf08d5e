package io.mien.cli.readings;

import io.mien.schemas.avro.ExpressionReading;
import java.io.BufferedWriter;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Subtitles (WebVTT), which any player shows over the film. Written at the end, since they must lie in
 * their order of time.
 */
final class ReadingsSubtitles implements ReadingsFormat {
    private static final Logger log = LoggerFactory.getLogger(ReadingsSubtitles.class);

    private final BufferedWriter writer;
    private final Map<List<String>, List<ShownWindow<String>>> subjects = new LinkedHashMap<>();
    private final Set<String> streams = new LinkedHashSet<>();
    private long withoutPlace;
    private boolean finished;

    ReadingsSubtitles(BufferedWriter writer) {
        this.writer = writer;
    }

    @Override
    public void write(ExpressionReading reading) {
        Long start = reading.getSourcePosition();
        String session = reading.getSourceSession();
        if (start == null || session == null) {
            withoutPlace++;
            return;
        }
        long length = Duration.between(reading.getWindowStart(), reading.getWindowEnd())
                        .toNanos()
                / 1_000;
        streams.add(reading.getStreamId());
        subjects.computeIfAbsent(
                        List.of(reading.getStreamId(), session, reading.getSubjectId()), unused -> new ArrayList<>())
                .add(new ShownWindow<>(start, start + length, text(reading)));
    }

    private static String text(ExpressionReading reading) {
        String label = reading.getTopLabel();
        if (label == null) {
            return "no reading: " + reading.getReason();
        }
        float likeliest = reading.getProbabilities().stream()
                .max(Comparator.naturalOrder())
                .orElse(0f);
        return String.format(Locale.ROOT, "%s %.0f %%", label, 100 * likeliest);
    }

    @Override
    public void flush() {
        // nothing is written before the end
    }

    @Override
    public void finish() throws IOException {
        if (finished) {
            return;
        }
        finished = true;
        List<ShownWindow<String>> all = new ArrayList<>();
        subjects.forEach((who, readings) -> {
            String name = streams.size() > 1 ? who.get(0) + " " + who.get(2) : who.get(2);
            for (ShownWindow<String> cue : ShownWindow.oneAfterAnother(readings)) {
                all.add(new ShownWindow<>(cue.start(), cue.end(), name + ": " + cue.what()));
            }
        });
        all.sort(Comparator.comparingLong((ShownWindow<String> cue) -> cue.start())
                .thenComparing(ShownWindow::what));
        writer.write("WEBVTT\n");
        for (ShownWindow<String> cue : all) {
            writer.write("\n" + time(cue.start()) + " --> " + time(cue.end()) + "\n" + escaped(cue.what()) + "\n");
        }
        writer.flush();
        if (withoutPlace > 0) {
            log.warn("{} readings without a place in a recording are not among the subtitles", withoutPlace);
        }
    }

    private static String time(long micros) {
        long millis = Math.round(micros / 1_000.0);
        return String.format(
                Locale.ROOT,
                "%02d:%02d:%02d.%03d",
                millis / 3_600_000,
                millis / 60_000 % 60,
                millis / 1_000 % 60,
                millis % 1_000);
    }

    /** What would be markup, or end the subtitle. */
    private static String escaped(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace('\n', ' ')
                .replace('\r', ' ');
    }
}
