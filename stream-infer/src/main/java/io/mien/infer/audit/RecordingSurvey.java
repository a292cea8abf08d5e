package io.mien.infer.audit;

import io.mien.recording.Damage;
import io.mien.recording.RecordReader;
import io.mien.recording.RecordedRecord;
import io.mien.recording.RecordedSchemas;
import io.mien.recording.Recording;
import io.mien.recording.RecordingManifest.Range;
import io.mien.schemas.RefusedRecordException;
import io.mien.schemas.Topic;
import io.mien.schemas.avro.ExpressionReading;
import io.mien.schemas.avro.FaceFrame;
import io.mien.schemas.sealing.StreamKeys;
import io.mien.schemas.wire.RecordDeserializer;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a recording holds, looked through once before anything is computed: its readings by their ids, where its frames begin
 * and end, and what of it was changed. Keeps the readings' bytes and a few numbers a subject; no picture.
 */
final class RecordingSurvey {
    private static final Logger log = LoggerFactory.getLogger(RecordingSurvey.class);
    private static final int DAMAGES_NAMED = 1_000;
    /** A reading that was under way when the recording ended may have come after it. */
    private static final Duration UNDER_WAY = Duration.ofSeconds(30);
    /** Of one partition, what a job may have between its reading and its writing. */
    private static final int UNDER_WAY_RECORDS = 500;

    private final boolean drained;
    private final RecordDeserializer<FaceFrame> frameReader;
    private final RecordDeserializer<ExpressionReading> readingReader;
    private final List<Damage> damages = new ArrayList<>();
    private final Map<String, Published> published = new LinkedHashMap<>();
    private final Map<Subject, Seen> subjects = new HashMap<>();
    private final Erasures erasures;
    private PassedOver passedOver = PassedOver.of(List.of());
    private final Map<Integer, Extent> extents = new HashMap<>();
    /** By partition, the newest frame that a reading is of: so far the job had come. */
    private final Map<Integer, Long> newestOffsets = new HashMap<>();

    private final ReadingComparison same = new ReadingComparison(0);
    private long frames;
    private long repeated;
    private long newestTimestamp;

    record Subject(String streamId, String subjectId) {}

    /** A reading as it was published, and others that were published under the same id and differ. */
    record Published(RecordedRecord record, List<RecordedRecord> others) {}

    /** The frames of a partition. */
    private static final class Extent {
        private long from;
        private boolean fromBeginning;
        private long end;
    }

    /** What was seen of a subject. */
    private static final class Seen {
        private @Nullable Instant firstCaptured;
        private Instant lastCaptured = Instant.MIN;
        private Instant newestReading = Instant.MIN;
        private boolean ended;
        private boolean fromBeginning;
        private long lastTimestamp;
    }

    private RecordingSurvey(Recording recording, StreamKeys keys) {
        this.erasures = new Erasures(keys);
        this.drained = recording.manifest().drained();
        RecordedSchemas schemas = RecordedSchemas.of(recording);
        this.frameReader = new RecordDeserializer<>(FaceFrame.class, schemas);
        this.readingReader = new RecordDeserializer<>(ExpressionReading.class, schemas);
    }

    /**
     * @param keys that open what is sealed
     * @throws io.mien.recording.RecordingException if it is sealed with keys that are not there
     */
    static RecordingSurvey of(Recording recording, StreamKeys keys) {
        RecordingSurvey survey = new RecordingSurvey(recording, keys);
        for (Range range : recording.manifest().ranges()) {
            if (range.topic().equals(Topic.FACE_FRAMES.topicName())) {
                Extent extent = new Extent();
                extent.from = range.from();
                extent.fromBeginning = range.fromBeginning();
                extent.end = range.end();
                survey.extents.put(range.partition(), extent);
            }
        }
        survey.read(recording, Topic.FACE_FRAMES);
        survey.read(recording, Topic.EXPRESSIONS);
        survey.passedOver = PassedOver.of(() -> survey.published.values().stream()
                .flatMap(each -> Stream.concat(Stream.of(each.record), each.others.stream()))
                .map(survey::reading)
                .iterator());
        boolean named = survey.damages.stream().anyMatch(Damage::isChange);
        for (Damage damage : recording.checkFiles()) {
            // A file whose changed records are named need not be named once more.
            if (!named
                    || damage.kind() != Damage.Kind.FILE_CHANGED
                    || !damage.file().endsWith(".avro")) {
                survey.damages.add(damage);
            }
        }
        return survey;
    }

    private void read(Recording recording, Topic topic) {
        try (RecordReader reader = recording.read(topic, this::note)) {
            for (Optional<RecordedRecord> next = reader.next(); next.isPresent(); next = reader.next()) {
                RecordedRecord record = next.get();
                newestTimestamp = Math.max(newestTimestamp, record.timestamp());
                if (topic == Topic.FACE_FRAMES) {
                    addFrame(record);
                } else {
                    addReading(record);
                }
            }
        }
    }

    private void note(Damage damage) {
        if (damages.size() < DAMAGES_NAMED) {
            damages.add(damage);
        }
    }

    private void addFrame(RecordedRecord record) {
        frames++;
        Extent extent = extents.computeIfAbsent(record.partition(), partition -> {
            Extent begun = new Extent();
            begun.from = record.offset();
            begun.fromBeginning = record.offset() == 0;
            return begun;
        });
        extent.end = Math.max(extent.end, record.offset() + 1);
        try {
            FaceFrame frame = record.read(frameReader);
            Seen seen = subjects.computeIfAbsent(
                    new Subject(frame.getStreamId(), frame.getSubjectId()), subject -> new Seen());
            seen.lastTimestamp = record.timestamp();
            erasures.look(frame);
            if (frame.getTrackEnded()) {
                seen.ended = true;
                return;
            }
            if (seen.firstCaptured == null) {
                seen.firstCaptured = frame.getCapturedAt();
                seen.fromBeginning = extent.fromBeginning;
            }
            seen.lastCaptured =
                    frame.getCapturedAt().isAfter(seen.lastCaptured) ? frame.getCapturedAt() : seen.lastCaptured;
        } catch (RefusedRecordException e) {
            log.debug("no frame at {}@{}: {}", record.partition(), record.offset(), e.getMessage());
        }
    }

    private void addReading(RecordedRecord record) {
        ExpressionReading reading;
        try {
            reading = erasures.opened(record.read(readingReader));
        } catch (RefusedRecordException e) {
            note(new Damage(
                    Damage.Kind.RECORD_CHANGED,
                    "expressions",
                    record.topic(),
                    record.partition(),
                    record.offset(),
                    record.offset(),
                    record.sha256(),
                    record.foundSha256(),
                    record.topic() + " partition " + record.partition() + " offset " + record.offset()
                            + ": no reading (" + e.getMessage() + ")"));
            return;
        }
        Seen seen = subjects.computeIfAbsent(
                new Subject(reading.getStreamId(), reading.getSubjectId()), subject -> new Seen());
        seen.newestReading =
                reading.getWindowEnd().isAfter(seen.newestReading) ? reading.getWindowEnd() : seen.newestReading;
        newestOffsets.merge(
                reading.getInput().getPartition(), reading.getInput().getLastOffset(), Math::max);
        Published before = published.get(reading.getReadingId());
        if (before == null) {
            published.put(reading.getReadingId(), new Published(record, new ArrayList<>()));
        } else if (same.compare(reading, reading(before.record)).verdict() == Verdict.IDENTICAL) {
            repeated++;
        } else {
            before.others.add(record);
        }
    }

    /** A reading; sealed if it is erased. */
    ExpressionReading reading(RecordedRecord record) {
        try {
            return erasures.opened(record.read(readingReader));
        } catch (RefusedRecordException e) {
            throw new IllegalStateException("was read before", e);
        }
    }

    List<Damage> damages() {
        return damages;
    }

    Map<String, Published> published() {
        return published;
    }

    long frames() {
        return frames;
    }

    long repeated() {
        return repeated;
    }

    /** What an overloaded job passed over. */
    PassedOver passedOver() {
        return passedOver;
    }

    /** That some of it is erased, in a sentence; empty if nothing is. */
    Optional<String> erased() {
        return erasures.summary();
    }

    /** Why a reading cannot be computed or compared, if it or frames of its subject are erased. */
    Optional<String> erasure(ExpressionReading reading) {
        return erasures.of(reading);
    }

    /** Why a published reading cannot be held against its frames; empty if all of them are here, as far as can be told. */
    Optional<String> missingFrames(ExpressionReading reading) {
        Optional<String> dispute = passedOver.dispute(reading);
        if (dispute.isPresent()) {
            return dispute;
        }
        Extent extent = extents.get(reading.getInput().getPartition());
        if (extent == null || extent.from == extent.end) {
            return drained
                    ? Optional.empty()
                    : Optional.of("the recording holds no frames of partition "
                            + reading.getInput().getPartition());
        }
        if (reading.getInput().getFirstOffset() < extent.from) {
            return Optional.of("its frames lie partly before the recording's first: offset "
                    + reading.getInput().getFirstOffset() + ", recorded from " + extent.from);
        }
        if (!drained && reading.getInput().getLastOffset() >= extent.end) {
            return Optional.of("its frames lie partly after the recording's last: offset "
                    + reading.getInput().getLastOffset() + ", recorded up to " + (extent.end - 1));
        }
        Seen seen = subjects.get(new Subject(reading.getStreamId(), reading.getSubjectId()));
        if (!drained && seen != null && !seen.ended && seen.lastCaptured.isBefore(reading.getWindowEnd())) {
            return Optional.of("the frame that closed its window is not in the recording, which ends before");
        }
        return Optional.empty();
    }

    /** Why a computed reading need not have been published within the recording; empty if it must have been. */
    Optional<String> excusesAbsence(ExpressionReading computed) {
        Optional<String> overload = passedOver.excusesAbsence(computed);
        if (overload.isPresent()) {
            return overload;
        }
        Seen seen = subjects.get(new Subject(computed.getStreamId(), computed.getSubjectId()));
        if (drained || seen == null) {
            return Optional.empty();
        }
        if (!seen.fromBeginning
                && seen.firstCaptured != null
                && !computed.getWindowStart().isAfter(seen.firstCaptured)) {
            return Optional.of("the recording begins in the middle of its window");
        }
        if (computed.getWindowEnd().isAfter(seen.newestReading)
                && seen.lastTimestamp > newestTimestamp - UNDER_WAY.toMillis()) {
            return Optional.of("the recording may have ended before it was published");
        }
        // Nothing later of the subject is there; a job that lags behind, or stood still, has not come so far.
        if (computed.getWindowEnd().isAfter(seen.newestReading)
                && computed.getInput().getLastOffset()
                        > newestOffsets.getOrDefault(computed.getInput().getPartition(), -1L) - UNDER_WAY_RECORDS) {
            return Optional.of("the job had not come so far when the recording ended: no reading of its partition is of"
                    + " frames that lie well behind its own");
        }
        return Optional.empty();
    }
}
