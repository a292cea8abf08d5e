package io.mien.recording;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonInclude.Include;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What a recording says of itself: the file {@code recording.json}. Written at the start, after each file and at the end, in
 * one step each time.
 *
 * @param format of the folder; 1
 * @param finished whether the recording came to its end; if not, files may lie in the folder that this does not list
 * @param startedAt ISO 8601
 * @param endedAt ISO 8601; null while it is not finished
 * @param drained whether it begins with the topics' first records and ends when all that was under way had been published: then
 *     each reading whose frames it holds is in it
 * @param cluster the id of Kafka's cluster that it is of; null if that is not known
 * @param streams that were recorded; empty for all
 * @param ranges where it begins and ends in each partition
 * @param schemas of the values, by what names them there
 * @param models digests of the models that the readings name
 * @param segments the files, in the order in which they were written
 */
public record RecordingManifest(
        int format,
        boolean finished,
        String startedAt,
        @Nullable String endedAt,
        boolean drained,
        @JsonInclude(Include.NON_NULL) @Nullable String cluster,
        List<String> streams,
        List<Range> ranges,
        List<SchemaFile> schemas,
        List<String> models,
        List<Segment> segments) {
    /** The file's name. */
    public static final String FILE = "recording.json";

    static final int FORMAT = 1;

    private static final JsonMapper JSON = JsonMapper.builder()
            .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
            .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .enable(SerializationFeature.INDENT_OUTPUT)
            .build();

    /**
     * Where the recording begins and ends in a partition.
     *
     * @param topic of the partition
     * @param partition its number
     * @param from the first offset that was looked at
     * @param fromBeginning whether there was nothing in the partition before that, ever
     * @param end the offset after the last that was looked at
     * @param records that were recorded
     * @param firstTimestamp the broker's, of the first; milliseconds since the epoch, 0 if there is none
     * @param lastTimestamp the broker's, of the last
     */
    public record Range(
            String topic,
            int partition,
            long from,
            boolean fromBeginning,
            long end,
            long records,
            long firstTimestamp,
            long lastTimestamp) {}

    /**
     * A schema in the folder.
     *
     * @param id in the values that name it so; 0 if they name it by its GUID
     * @param guid in the values or headers that name it so; null if they name it by its id
     * @param file below the folder
     * @param sha256 over the file
     */
    public record SchemaFile(
            int id, @JsonInclude(Include.NON_NULL) @Nullable UUID guid, String file, String sha256) {}

    /**
     * A file of records of one topic, and the list of its blocks beside it.
     *
     * @param topic of all its records
     * @param file Avro object container
     * @param records in it
     * @param bytes of it
     * @param sha256 over it
     * @param blocks the list's file
     * @param blocksSha256 over the list
     */
    public record Segment(
            String topic, String file, long records, long bytes, String sha256, String blocks, String blocksSha256) {}

    public RecordingManifest {
        streams = List.copyOf(streams);
        ranges = List.copyOf(ranges);
        schemas = List.copyOf(schemas);
        models = List.copyOf(models);
        segments = List.copyOf(segments);
    }

    static RecordingManifest read(Path folder) {
        Path file = folder.resolve(FILE);
        if (!Files.isRegularFile(file)) {
            throw new RecordingException("recording " + folder + ": no " + FILE
                    + " (expected: a folder made by `mien record` or `mien demo --record`)");
        }
        try {
            RecordingManifest manifest = JSON.readValue(Files.readAllBytes(file), RecordingManifest.class);
            if (manifest.format != FORMAT) {
                throw new RecordingException(file + ": format " + manifest.format + " (expected: " + FORMAT + ")");
            }
            return manifest;
        } catch (JsonProcessingException e) {
            throw RecordingException.unreadable(file + ": no manifest of a recording: " + e.getOriginalMessage(), e);
        } catch (IOException e) {
            throw RecordingException.unreadable(file + ": cannot be read: " + e.getMessage(), e);
        }
    }

    /** Written beside its place and moved there, so that a kill leaves the old one or the new one. */
    void write(Path folder) throws IOException {
        Path draft = folder.resolve(FILE + ".new");
        Files.writeString(draft, JSON.writeValueAsString(this) + "\n");
        Files.move(draft, folder.resolve(FILE), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }
}
