package io.mien.dashboard;

import io.mien.schemas.DeadLetterReason;
import io.mien.schemas.RefusedRecordException;
import io.mien.schemas.avro.ExpressionReading;
import io.mien.schemas.wire.RecordDeserializer;
import io.mien.schemas.wire.SchemaHeader;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * Notices that a stream was forgotten, whose readings are sealed: one record of each is opened again every few seconds, until its
 * key is destroyed. A stream's keys are destroyed together, so one record, the first, stands for all. Used by one thread.
 */
final class ErasureWatch {
    private static final Duration LOOK_EVERY = Duration.ofSeconds(5);
    /** Names of streams are anybody's text; those beyond are forgotten with the history's span. */
    private static final int MOST_STREAMS = 2_000;

    private final RecordDeserializer<ExpressionReading> readings;
    private final Map<String, ConsumerRecord<byte[], byte[]>> first = new HashMap<>();
    private Instant lookedAt = Instant.MIN;

    ErasureWatch(RecordDeserializer<ExpressionReading> readings) {
        this.readings = readings;
    }

    /** @param record of the stream, that could be opened */
    void remember(String stream, ConsumerRecord<byte[], byte[]> record) {
        if (first.size() < MOST_STREAMS) {
            first.putIfAbsent(stream, record);
        }
    }

    /** Streams that were forgotten since it was asked last; each is told once. */
    List<String> forgotten(Instant now) {
        List<String> forgotten = new ArrayList<>();
        if (now.isBefore(lookedAt.plus(LOOK_EVERY))) {
            return forgotten;
        }
        lookedAt = now;
        first.forEach((stream, record) -> {
            if (isErased(record)) {
                forgotten.add(stream);
            }
        });
        forgotten.forEach(first::remove);
        return forgotten;
    }

    private boolean isErased(ConsumerRecord<byte[], byte[]> record) {
        try {
            readings.read(record.value(), SchemaHeader.of(record.headers()));
            return false;
        } catch (RefusedRecordException e) {
            return e.reason() == DeadLetterReason.ERASED;
        }
    }
}
