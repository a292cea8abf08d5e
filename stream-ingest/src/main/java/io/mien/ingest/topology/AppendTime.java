package io.mien.ingest.topology;

import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.record.TimestampType;
import org.apache.kafka.streams.processor.TimestampExtractor;

/**
 * When the broker appended a record, and the clock's time where the topic keeps its writers' times: a wrong stamp must not stop
 * anything, and says nothing of a record's age.
 */
public final class AppendTime implements TimestampExtractor {
    @Override
    public long extract(ConsumerRecord<Object, Object> record, long partitionTime) {
        return record.timestampType() == TimestampType.LOG_APPEND_TIME && record.timestamp() >= 0
                ? record.timestamp()
                : System.currentTimeMillis();
    }
}
