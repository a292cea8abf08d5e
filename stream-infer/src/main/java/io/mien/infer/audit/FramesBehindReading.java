package io.mien.infer.audit;

import io.mien.infer.audit.AuditReport.FrameBehind;
import io.mien.infer.window.SlidingWindows;
import io.mien.recording.RecordReader;
import io.mien.recording.RecordedRecord;
import io.mien.recording.RecordedSchemas;
import io.mien.recording.Recording;
import io.mien.schemas.RefusedRecordException;
import io.mien.schemas.Topic;
import io.mien.schemas.avro.FaceFrame;
import io.mien.schemas.wire.RecordDeserializer;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Finds the frames of a window in a recording: of each cell the one nearest to its middle, as the job takes them. */
final class FramesBehindReading {
    private static final Logger log = LoggerFactory.getLogger(FramesBehindReading.class);

    private record Candidate(long distance, long capturedAt, FrameBehind frame) {}

    private FramesBehindReading() {}

    static List<FrameBehind> find(Recording recording, SlidingWindows windows, AuditedReading reading) {
        RecordDeserializer<FaceFrame> deserializer =
                new RecordDeserializer<>(FaceFrame.class, RecordedSchemas.of(recording));
        Map<Long, Candidate> cells = new TreeMap<>();
        try (RecordReader reader = recording.read(Topic.FACE_FRAMES, damage -> {})) {
            for (Optional<RecordedRecord> next = reader.next(); next.isPresent(); next = reader.next()) {
                RecordedRecord record = next.get();
                try {
                    FaceFrame frame = record.read(deserializer);
                    if (isIn(frame, reading)) {
                        long capturedAt = ChronoUnit.MICROS.between(Instant.EPOCH, frame.getCapturedAt());
                        Candidate candidate = new Candidate(
                                windows.distanceFromMiddle(capturedAt),
                                capturedAt,
                                new FrameBehind(
                                        record.topic(), record.partition(), record.offset(), record.foundSha256()));
                        cells.merge(windows.cellOf(capturedAt), candidate, FramesBehindReading::nearer);
                    }
                } catch (RefusedRecordException e) {
                    // The job set it aside as well, so it is behind no reading.
                    log.debug("no frame at {}@{}: {}", record.partition(), record.offset(), e.getMessage());
                }
            }
        }
        return cells.values().stream().map(Candidate::frame).toList();
    }

    private static boolean isIn(FaceFrame frame, AuditedReading reading) {
        return !frame.getTrackEnded()
                && frame.getStreamId().equals(reading.streamId())
                && frame.getSubjectId().equals(reading.subjectId())
                && !frame.getCapturedAt().isBefore(reading.windowStart())
                && frame.getCapturedAt().isBefore(reading.windowEnd());
    }

    private static Candidate nearer(Candidate held, Candidate other) {
        boolean isNearer = other.distance < held.distance
                || (other.distance == held.distance && other.capturedAt < held.capturedAt);
        return isNearer ? other : held;
    }
}
