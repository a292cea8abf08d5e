package io.mien.cli.stream;

import io.mien.cli.terminal.CommandException;
import io.mien.cli.terminal.ExitCode;
import io.mien.recording.RecordReader;
import io.mien.recording.RecordedRecord;
import io.mien.recording.RecordedSchemas;
import io.mien.recording.Recording;
import io.mien.recording.RecordingException;
import io.mien.recording.kafka.ReadingRange;
import io.mien.recording.kafka.RecordingPlan;
import io.mien.schemas.RefusedRecordException;
import io.mien.schemas.Topic;
import io.mien.schemas.avro.ExpressionReading;
import io.mien.schemas.registry.SchemaRegistry;
import io.mien.schemas.wire.RecordDeserializer;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** One reading in place of a range of the topics. */
final class OneReadingOption {
    private static final Pattern PLACE = Pattern.compile("expressions/(\\d{1,6})/(\\d{1,18})");

    @Option(
            names = "--reading",
            paramLabel = "expressions/PARTITION/OFFSET",
            description =
                    "This reading alone, with the frames it was made of. The page names the place of each reading, and these commands with it.")
    @Nullable
    String place;

    boolean isGiven() {
        return place != null;
    }

    /** What of the topics holds it, and all that it was made of. */
    RecordingPlan plan(KafkaOptions kafka, RangeOptions range) {
        if (range.isGiven()) {
            throw new CommandException(
                    ExitCode.USAGE,
                    "--reading and a range of the topics: both (expected: one of them; the reading's frames are found)");
        }
        Matcher found = found();
        kafka.requireTopics(RecordedRange.RECORDED, Set.of());
        try (SchemaRegistry registry = kafka.schemaRegistrySettings().open();
                ReadingRange reading = new ReadingRange(kafka.clientSettings(), registry)) {
            return reading.find(Integer.parseInt(found.group(1)), Long.parseLong(found.group(2)));
        }
    }

    /**
     * The id of the reading that lies at this place in a recording.
     *
     * @throws RecordingException if none does
     */
    String idIn(Recording recording) {
        Matcher found = found();
        int partition = Integer.parseInt(found.group(1));
        long offset = Long.parseLong(found.group(2));
        RecordDeserializer<ExpressionReading> readings =
                new RecordDeserializer<>(ExpressionReading.class, RecordedSchemas.of(recording));
        try (RecordReader reader = recording.read(Topic.EXPRESSIONS, damage -> {})) {
            for (Optional<RecordedRecord> next = reader.next(); next.isPresent(); next = reader.next()) {
                RecordedRecord record = next.get();
                if (record.partition() == partition && record.offset() == offset) {
                    return record.read(readings).getReadingId();
                }
            }
        } catch (RefusedRecordException e) {
            throw new RecordingException("--reading " + place + ": no reading (" + e.getMessage() + ")");
        }
        throw new RecordingException("--reading " + place + ": not in recording " + recording.folder()
                + " (expected: the place of one of its readings)");
    }

    private Matcher found() {
        Matcher found = PLACE.matcher(String.valueOf(place));
        if (!found.matches()) {
            throw new CommandException(
                    ExitCode.USAGE,
                    "--reading: " + place + " (expected: a place such as expressions/0/40, as the page names it)");
        }
        return found;
    }
}
