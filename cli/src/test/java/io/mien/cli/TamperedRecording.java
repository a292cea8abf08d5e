package io.mien.cli;

import io.mien.recording.RecordReader;
import io.mien.recording.RecordedRecord;
import io.mien.recording.RecordedSchemas;
import io.mien.recording.Recording;
import io.mien.recording.RecordingWriter;
import io.mien.schemas.Topic;
import io.mien.schemas.avro.ExpressionReading;
import io.mien.schemas.wire.RecordDeserializer;
import io.mien.schemas.wire.RecordSerializer;
import io.mien.schemas.wire.SchemaReference;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** A copy of a recording in which readings are other ones, with digests that fit: as somebody who knows the format would. */
final class TamperedRecording {
    private TamperedRecording() {}

    /**
     * Copies a recording.
     *
     * @param change what becomes of a reading: none, one or several
     */
    static void copy(Path from, Path to, Function<ExpressionReading, List<ExpressionReading>> change) throws Exception {
        Recording recording = Recording.open(from);
        RecordedSchemas schemas = RecordedSchemas.of(recording);
        RecordDeserializer<ExpressionReading> deserializer = new RecordDeserializer<>(ExpressionReading.class, schemas);
        RecordSerializer<ExpressionReading> serializer =
                new RecordSerializer<>(ExpressionReading.class, Topic.EXPRESSIONS, schemas);
        try (RecordingWriter writer = RecordingWriter.create(to, List.of())) {
            recording.schemas().forEach((id, text) -> writer.schema(new SchemaReference.Id(id), text));
            recording
                    .manifest()
                    .ranges()
                    .forEach(range ->
                            writer.begin(range.topic(), range.partition(), range.from(), range.fromBeginning()));
            for (RecordedRecord frame : records(recording, Topic.FACE_FRAMES)) {
                writer.append(frame);
            }
            long offset = 0;
            for (RecordedRecord record : records(recording, Topic.EXPRESSIONS)) {
                for (ExpressionReading reading : change.apply(record.read(deserializer))) {
                    writer.append(RecordedRecord.of(
                            record.topic(),
                            0,
                            offset++,
                            record.timestamp(),
                            record.key(),
                            record.headers(),
                            serializer.serialize(reading)));
                }
            }
            String unused = writer.finish(true);
        }
    }

    private static List<RecordedRecord> records(Recording recording, Topic topic) {
        List<RecordedRecord> records = new ArrayList<>();
        try (RecordReader reader = recording.read(topic, damage -> {})) {
            for (Optional<RecordedRecord> next = reader.next(); next.isPresent(); next = reader.next()) {
                records.add(next.get());
            }
        }
        return records;
    }
}
