package io.mien.recording;

import io.mien.recording.RecordingManifest.Range;
import io.mien.recording.RecordingManifest.SchemaFile;
import io.mien.recording.RecordingManifest.Segment;
import io.mien.schemas.Topic;
import io.mien.schemas.wire.SchemaReference;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Writes a recording. Each face frame is a block of its own, so that damage costs one frame; readings, which are small and
 * alike, share blocks. What {@link #flush} has handed over survives a kill of this process. Used by one thread at a time.
 */
public final class RecordingWriter implements AutoCloseable {
    private static final long LARGEST_SEGMENT = 256L << 20;
    private static final int LARGEST_BLOCK = 64 << 10;

    private final Path folder;
    private final String startedAt;
    private final List<String> streams;
    private final Map<RangeKey, RangeTally> ranges =
            new TreeMap<>(Comparator.comparing(RangeKey::topic).thenComparingInt(RangeKey::partition));
    /** By the names of their files. */
    private final Map<String, SchemaFile> schemas = new TreeMap<>();

    private final Set<String> models = new TreeSet<>();
    private final List<Segment> segments = new ArrayList<>();
    private final Map<String, SegmentWriter> open = new TreeMap<>();
    private @Nullable String cluster;
    private int nextNumber;
    private boolean closed;

    private record RangeKey(String topic, int partition) {}

    /** What was seen of a partition. */
    private static final class RangeTally {
        private final long from;
        private final boolean fromBeginning;
        private long end;
        private long records;
        private long firstTimestamp;
        private long lastTimestamp;

        RangeTally(long from, boolean fromBeginning) {
            this.from = from;
            this.fromBeginning = fromBeginning;
            this.end = from;
        }

        void add(long offset, long timestamp) {
            end = offset + 1;
            records++;
            firstTimestamp = records == 1 ? timestamp : firstTimestamp;
            lastTimestamp = timestamp;
        }
    }

    private RecordingWriter(Path folder, String startedAt, List<String> streams, int nextNumber) {
        this.folder = folder;
        this.startedAt = startedAt;
        this.streams = List.copyOf(streams);
        this.nextNumber = nextNumber;
    }

    /**
     * Begins a recording.
     *
     * @param folder made if absent; else empty
     * @param streams that are recorded; empty for all
     * @throws RecordingException if something is there already, or it cannot be written
     */
    public static RecordingWriter create(Path folder, List<String> streams) {
        try {
            Files.createDirectories(folder.resolve(Recording.SCHEMAS));
            try (Stream<Path> files = Files.list(folder)) {
                if (files.anyMatch(file -> !file.endsWith(Recording.SCHEMAS))) {
                    throw new RecordingException("recording " + folder
                            + ": something is there already (expected: an empty folder, or one that does not exist)");
                }
            }
            RecordingWriter writer = new RecordingWriter(folder, Instant.now().toString(), streams, 1);
            writer.writeManifest(null, false);
            return writer;
        } catch (IOException e) {
            throw unwritable(folder, e);
        }
    }

    /**
     * Goes on with a recording that was stopped or cut off. What a kill left is read to its last whole block and copied into
     * segments that end properly.
     *
     * @param streams that are recorded, which were before; empty for all
     * @throws RecordingException if there is none, it came to its end, it is of other streams, or its files were changed
     */
    public static RecordingWriter resume(Path folder, List<String> streams) {
        Recording before = Recording.open(folder);
        RecordingManifest manifest = before.manifest();
        if (manifest.finished()) {
            throw new RecordingException("recording " + folder
                    + ": came to its end (expected: one that was stopped; record into another folder)");
        }
        if (!Set.copyOf(manifest.streams()).equals(Set.copyOf(streams))) {
            throw new RecordingException("recording " + folder + ": is of " + named(manifest.streams()) + ", not of "
                    + named(streams) + " (expected: the same streams as before, or another folder)");
        }
        for (Damage damage : before.checkFiles()) {
            if (damage.isChange()) {
                throw new RecordingException("recording " + folder + ": " + damage.message());
            }
        }
        try {
            List<Segment> unlisted = SegmentFiles.unlisted(folder, manifest);
            RecordingWriter writer = new RecordingWriter(
                    folder, manifest.startedAt(), manifest.streams(), SegmentFiles.nextNumber(folder));
            writer.cluster = manifest.cluster();
            writer.segments.addAll(manifest.segments());
            writer.models.addAll(manifest.models());
            manifest.schemas().forEach(schema -> writer.schemas.put(schema.file(), schema));
            manifest.ranges()
                    .forEach(range ->
                            writer.begin(range.topic(), range.partition(), range.from(), range.fromBeginning()));
            for (Topic topic : Topic.values()) {
                writer.count(topic, manifest.segments());
            }
            for (Segment segment : unlisted) {
                writer.copy(segment);
            }
            writer.endSegments();
            writer.writeManifest(null, false);
            for (Segment segment : unlisted) {
                Files.delete(folder.resolve(segment.file()));
                Files.deleteIfExists(folder.resolve(segment.blocks()));
            }
            return writer;
        } catch (IOException e) {
            throw unwritable(folder, e);
        }
    }

    private static String named(List<String> streams) {
        return streams.isEmpty() ? "all streams" : "the streams " + String.join(", ", streams);
    }

    private void count(Topic topic, List<Segment> listed) {
        List<Segment> ofTopic = listed.stream()
                .filter(segment -> segment.topic().equals(topic.topicName()))
                .toList();
        try (RecordReader reader = new RecordReader(folder, ofTopic, RecordingWriter::refuse)) {
            for (var record = reader.next(); record.isPresent(); record = reader.next()) {
                tally(record.get());
            }
        }
    }

    private void copy(Segment segment) throws IOException {
        try (RecordReader reader = new RecordReader(folder, List.of(segment), damage -> {
            if (damage.isChange()) {
                refuse(damage);
            }
        })) {
            for (var record = reader.next(); record.isPresent(); record = reader.next()) {
                // A resumption that was killed itself may have copied it already.
                if (record.get().offset()
                        >= end(record.get().topic(), record.get().partition())) {
                    append(record.get());
                }
            }
        }
    }

    private static void refuse(Damage damage) {
        throw new RecordingException(damage.message());
    }

    /**
     * Notes which of Kafka's clusters is recorded, before anything of it is: its offsets mean nothing in another.
     *
     * @throws RecordingException if the recording that is gone on with is of another
     */
    public void cluster(String id) {
        if (cluster != null && !cluster.equals(id)) {
            throw new RecordingException("recording " + folder + ": is of the Kafka cluster " + cluster
                    + ", and this is " + id + " (expected: the same cluster as before, or another folder)");
        }
        cluster = id;
    }

    /**
     * Says where the recording begins in a partition; before the partition's first record.
     *
     * @param from the first offset that is looked at
     * @param fromBeginning whether there was nothing before it, ever
     */
    public void begin(String topic, int partition, long from, boolean fromBeginning) {
        ranges.putIfAbsent(new RangeKey(topic, partition), new RangeTally(from, fromBeginning));
    }

    /** Where the recording is to go on in a partition: the offset after the last record; -1 if it knows nothing of it. */
    public long end(String topic, int partition) {
        RangeTally tally = ranges.get(new RangeKey(topic, partition));
        return tally == null ? -1 : tally.end;
    }

    public boolean hasSchema(SchemaReference reference) {
        return schemas.containsKey(file(reference));
    }

    /** Keeps a schema; before the first record that is written with it. */
    public void schema(SchemaReference reference, String text) {
        String file = file(reference);
        UUID guid = reference instanceof SchemaReference.Guid named ? named.guid() : null;
        try {
            Files.writeString(folder.resolve(file), text, StandardCharsets.UTF_8);
            schemas.put(file, new SchemaFile(reference.asId().orElse(0), guid, file, Sha256.of(text)));
            writeManifest(null, false);
        } catch (IOException e) {
            throw unwritable(folder, e);
        }
    }

    private static String file(SchemaReference reference) {
        return Recording.SCHEMAS + "/" + reference + ".avsc";
    }

    /** Notes the digest of a model that a reading names. */
    public void model(String savedModelDigest) {
        models.add(savedModelDigest);
    }

    /** Adds a record; each partition's in their order. */
    public void append(RecordedRecord record) {
        try {
            SegmentWriter segment = open.get(record.topic());
            if (segment == null) {
                segment = SegmentWriter.create(folder, record.topic(), nextNumber++);
                open.put(record.topic(), segment);
            }
            segment.append(record);
            tally(record);
            if (record.topic().equals(Topic.FACE_FRAMES.topicName()) || segment.bytesInBlock() >= LARGEST_BLOCK) {
                segment.endBlock();
            }
            if (segment.bytes() >= LARGEST_SEGMENT) {
                open.remove(record.topic());
                segments.add(segment.finish());
                writeManifest(null, false);
            }
        } catch (IOException e) {
            throw unwritable(folder, e);
        }
    }

    private void tally(RecordedRecord record) {
        begin(record.topic(), record.partition(), record.offset(), record.offset() == 0);
        RangeTally tally = ranges.get(new RangeKey(record.topic(), record.partition()));
        if (tally != null) {
            tally.add(record.offset(), record.timestamp());
        }
    }

    /** Hands over what was appended. */
    public void flush() {
        try {
            for (SegmentWriter segment : open.values()) {
                segment.endBlock();
            }
        } catch (IOException e) {
            throw unwritable(folder, e);
        }
    }

    /**
     * Ends the recording.
     *
     * @param drained whether it holds all that there was, from the topics' first records to the last reading that can come of
     *     them
     * @return the digest of its manifest, to be kept elsewhere
     */
    public String finish(boolean drained) {
        try {
            endSegments();
            closed = true;
            writeManifest(Instant.now().toString(), drained);
            return Sha256.of(Files.readAllBytes(folder.resolve(RecordingManifest.FILE)));
        } catch (IOException e) {
            throw unwritable(folder, e);
        }
    }

    private void endSegments() throws IOException {
        List<SegmentWriter> ending = List.copyOf(open.values());
        open.clear();
        for (SegmentWriter segment : ending) {
            segments.add(segment.finish());
        }
    }

    private void writeManifest(@Nullable String endedAt, boolean drained) throws IOException {
        List<Range> listed = new ArrayList<>();
        ranges.forEach((key, tally) -> listed.add(new Range(
                key.topic,
                key.partition,
                tally.from,
                tally.fromBeginning,
                tally.end,
                tally.records,
                tally.firstTimestamp,
                tally.lastTimestamp)));
        new RecordingManifest(
                        RecordingManifest.FORMAT,
                        endedAt != null,
                        startedAt,
                        endedAt,
                        drained,
                        cluster,
                        streams,
                        listed,
                        List.copyOf(schemas.values()),
                        List.copyOf(models),
                        segments)
                .write(folder);
    }

    private static RecordingException unwritable(Path folder, IOException e) {
        return RecordingException.unwritable("recording " + folder + ": cannot be written: " + e.getMessage(), e);
    }

    /** Leaves a recording that did not come to its end as one that can be gone on with. */
    @Override
    public void close() {
        if (!closed) {
            closed = true;
            try {
                endSegments();
                writeManifest(null, false);
            } catch (IOException e) {
                throw unwritable(folder, e);
            }
        }
    }
}
