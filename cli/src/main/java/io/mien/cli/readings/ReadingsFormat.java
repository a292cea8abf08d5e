package io.mien.cli.readings;

import io.mien.schemas.avro.ExpressionReading;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/** How readings are written into a file. Used by one thread at a time; the writer is closed by whoever opened it. */
public interface ReadingsFormat {

    void write(ExpressionReading reading) throws IOException;

    void flush() throws IOException;

    /** Writes what could not be written before all was known; a second time does nothing. */
    void finish() throws IOException;

    /**
     * The format that a file's name asks for: a table for {@code .csv}, subtitles for {@code .vtt}, else lines of JSON.
     *
     * @param labels of the model, in their order
     */
    static ReadingsFormat of(Path file, BufferedWriter writer, List<String> labels) {
        String name = file.toString().toLowerCase(Locale.ROOT);
        if (name.endsWith(".csv")) {
            return new ReadingsTable(writer, labels);
        }
        return name.endsWith(".vtt") ? new ReadingsSubtitles(writer) : new ReadingsLines(writer);
    }
}
