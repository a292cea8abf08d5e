package io.mien.cli.readings;

import io.mien.schemas.avro.ExpressionReading;
import io.mien.schemas.json.RecordJson;
import java.io.BufferedWriter;
import java.io.IOException;

/** A line of JSON a reading. */
record ReadingsLines(BufferedWriter writer) implements ReadingsFormat {

    @Override
    public void write(ExpressionReading reading) throws IOException {
        writer.write(RecordJson.line(reading));
        writer.newLine();
    }

    @Override
    public void flush() throws IOException {
        writer.flush();
    }

    @Override
    public void finish() throws IOException {
        writer.flush();
    }
}
