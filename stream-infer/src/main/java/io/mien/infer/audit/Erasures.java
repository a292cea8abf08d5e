package io.mien.infer.audit;

import io.mien.infer.audit.RecordingSurvey.Subject;
import io.mien.recording.RecordingException;
import io.mien.schemas.DeadLetterReason;
import io.mien.schemas.RefusedRecordException;
import io.mien.schemas.avro.ExpressionReading;
import io.mien.schemas.avro.FaceFrame;
import io.mien.schemas.sealing.RecordSeal;
import io.mien.schemas.sealing.StreamKeys;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.apache.avro.specific.SpecificRecord;

/** Which subjects of a recording were forgotten, found by their keys: one that was destroyed opens nothing any more. */
final class Erasures {
    private final StreamKeys keys;
    /** By key; what is erased of it, or empty if it opens. */
    private final Map<String, Optional<String>> known = new HashMap<>();

    private final Map<Subject, String> subjects = new HashMap<>();
    private final Set<String> streams = new TreeSet<>();
    private final Set<String> readings = new HashSet<>();
    private long frames;

    Erasures(StreamKeys keys) {
        this.keys = keys;
    }

    /** Notes a frame that cannot be opened. */
    void look(FaceFrame frame) {
        Optional<String> keyId = RecordSeal.keyId(frame);
        if (keyId.isPresent()) {
            known.computeIfAbsent(keyId.get(), key -> erasure(frame)).ifPresent(message -> {
                frames++;
                streams.add(frame.getStreamId());
                subjects.put(new Subject(frame.getStreamId(), frame.getSubjectId()), message);
            });
        }
    }

    /** The reading opened, or sealed still if it is erased. */
    ExpressionReading opened(ExpressionReading reading) throws RefusedRecordException {
        Optional<String> keyId = RecordSeal.keyId(reading);
        if (keyId.isEmpty()) {
            return reading;
        }
        Optional<String> erasure = known.computeIfAbsent(keyId.get(), key -> erasure(reading));
        if (erasure.isEmpty()) {
            return RecordSeal.open(reading, keys);
        }
        streams.add(reading.getStreamId());
        readings.add(reading.getReadingId());
        subjects.putIfAbsent(new Subject(reading.getStreamId(), reading.getSubjectId()), erasure.get());
        return reading;
    }

    /**
     * @throws RecordingException if the key is not there, so that nothing can be said of the recording
     */
    private Optional<String> erasure(SpecificRecord record) {
        try {
            SpecificRecord unused = RecordSeal.open(record, keys);
            return Optional.empty();
        } catch (RefusedRecordException e) {
            if (e.reason() == DeadLetterReason.UNKNOWN_KEY) {
                throw new RecordingException("recording: " + e.getMessage());
            }
            // What was changed is none the less sealed with a key that is there.
            return e.reason() == DeadLetterReason.ERASED ? Optional.ofNullable(e.getMessage()) : Optional.empty();
        }
    }

    /** Why nothing can be said of a reading, if it or frames of its subject are erased. */
    Optional<String> of(ExpressionReading reading) {
        return Optional.ofNullable(subjects.get(new Subject(reading.getStreamId(), reading.getSubjectId())));
    }

    Optional<String> summary() {
        return streams.isEmpty()
                ? Optional.empty()
                : Optional.of("erased, and not compared: " + frames + " frames and " + readings.size() + " readings of "
                        + String.join(", ", streams));
    }
}
