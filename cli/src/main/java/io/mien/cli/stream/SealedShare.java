package io.mien.cli.stream;

import io.mien.keys.KeyFolder;
import io.mien.recording.RecordReader;
import io.mien.recording.RecordedRecord;
import io.mien.recording.RecordedSchemas;
import io.mien.recording.Recording;
import io.mien.schemas.RefusedRecordException;
import io.mien.schemas.Topic;
import io.mien.schemas.avro.ExpressionReading;
import io.mien.schemas.avro.FaceFrame;
import io.mien.schemas.sealing.RecordSeal;
import io.mien.schemas.wire.RecordDeserializer;
import java.nio.file.Path;
import java.util.Optional;
import org.apache.avro.specific.SpecificRecord;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How much of a stream a recording holds sealed.
 *
 * @param recording its folder
 * @param erased records that nobody can read any more
 * @param sealed records whose key is there
 * @param plain records that anybody can read
 * @param damaged places that cannot be read as they were written, and may hold more of it
 */
record SealedShare(Path recording, long erased, long sealed, long plain, int damaged) {
    private static final Logger log = LoggerFactory.getLogger(SealedShare.class);

    /** Counts a stream's pictures and readings in a recording; those that were replayed under another name count if its keys seal them. */
    static SealedShare of(Recording recording, String streamId, KeyFolder keys) {
        RecordedSchemas schemas = RecordedSchemas.of(recording);
        RecordDeserializer<FaceFrame> frames = new RecordDeserializer<>(FaceFrame.class, schemas);
        RecordDeserializer<ExpressionReading> readings = new RecordDeserializer<>(ExpressionReading.class, schemas);
        long[] counts = new long[3];
        DamagedPlaces damaged = new DamagedPlaces(recording);
        for (Topic topic : new Topic[] {Topic.FACE_FRAMES, Topic.EXPRESSIONS}) {
            try (RecordReader reader = recording.read(topic, damaged)) {
                for (Optional<RecordedRecord> next = reader.next(); next.isPresent(); next = reader.next()) {
                    try {
                        if (topic == Topic.FACE_FRAMES) {
                            FaceFrame frame = next.get().read(frames);
                            if (!frame.getTrackEnded()) {
                                count(frame, frame.getStreamId(), streamId, keys, counts);
                            }
                        } else {
                            ExpressionReading reading = next.get().read(readings);
                            count(reading, reading.getStreamId(), streamId, keys, counts);
                        }
                    } catch (RefusedRecordException e) {
                        log.debug("no record at offset {}: {}", next.get().offset(), e.getMessage());
                    }
                }
            }
        }
        return new SealedShare(recording.folder(), counts[0], counts[1], counts[2], damaged.count());
    }

    private static void count(SpecificRecord record, String itsStream, String streamId, KeyFolder keys, long[] counts) {
        Optional<String> keyId = RecordSeal.keyId(record);
        Optional<String> owner = keyId.flatMap(keys::streamOf);
        if (owner.orElse(itsStream).equals(streamId)) {
            counts[keyId.isEmpty() ? 2 : keys.isForgotten(keyId.get()) ? 0 : 1]++;
        }
    }

    String line() {
        return recording + ": " + erased + " erased, " + sealed + " sealed with a key that is there, " + plain
                + " plain" + (plain > 0 ? " (readable still: delete the recording)" : "")
                + (damaged > 0
                        ? "; " + damaged + (damaged == 1 ? " place" : " places")
                                + " not as written (may hold more, which is not counted: delete the recording)"
                        : "");
    }
}
