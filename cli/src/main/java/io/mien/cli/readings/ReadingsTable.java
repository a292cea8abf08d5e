package io.mien.cli.readings;

import io.mien.schemas.avro.ExpressionReading;
import java.io.BufferedWriter;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A table with commas (RFC 4180): a row a reading, a column a label. {@code start} and {@code end} are the window's place in
 * the recording, in seconds since its first picture; empty where that is not known.
 */
final class ReadingsTable implements ReadingsFormat {
    private static final List<String> COLUMNS =
            List.of("stream", "subject", "start", "end", "status", "reason", "label", "window_start", "window_end");
    private static final String LINE_END = "\r\n";

    private final BufferedWriter writer;
    private final List<String> labels;
    private boolean begun;

    ReadingsTable(BufferedWriter writer, List<String> labels) {
        this.writer = writer;
        this.labels = List.copyOf(labels);
    }

    @Override
    public void write(ExpressionReading reading) throws IOException {
        begin();
        Long start = reading.getSourcePosition();
        Long end = start == null
                ? null
                : start
                        + Duration.between(reading.getWindowStart(), reading.getWindowEnd())
                                        .toNanos()
                                / 1_000;
        List<String> row = new ArrayList<>(List.of(
                reading.getStreamId(),
                reading.getSubjectId(),
                seconds(start),
                seconds(end),
                reading.getStatus().name(),
                text(reading.getReason()),
                text(reading.getTopLabel()),
                reading.getWindowStart().toString(),
                reading.getWindowEnd().toString()));
        for (int label = 0; label < labels.size(); label++) {
            row.add(
                    label < reading.getProbabilities().size()
                            ? Float.toString(reading.getProbabilities().get(label))
                            : "");
        }
        writeRow(row);
    }

    private void begin() throws IOException {
        if (!begun) {
            begun = true;
            List<String> header = new ArrayList<>(COLUMNS);
            header.addAll(labels);
            writeRow(header);
        }
    }

    private void writeRow(List<String> values) throws IOException {
        writer.write(values.stream().map(ReadingsTable::quoted).collect(Collectors.joining(",")));
        writer.write(LINE_END);
    }

    private static String quoted(String value) {
        boolean plain = value.chars().noneMatch(c -> c == ',' || c == '"' || c == '\n' || c == '\r');
        return plain ? value : '"' + value.replace("\"", "\"\"") + '"';
    }

    private static String seconds(@Nullable Long micros) {
        return micros == null ? "" : String.format(Locale.ROOT, "%.3f", micros / 1e6);
    }

    private static String text(@Nullable String text) {
        return text == null ? "" : text;
    }

    @Override
    public void flush() throws IOException {
        writer.flush();
    }

    @Override
    public void finish() throws IOException {
        begin();
        writer.flush();
    }
}
