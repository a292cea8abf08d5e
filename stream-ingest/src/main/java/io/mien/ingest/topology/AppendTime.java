package io.mien.ingest.topology;

import java.time.InstantSource;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.streams.processor.TimestampExtractor;

/**
 * When the broker appended a record, by a topic that says so ({@code message.timestamp.type=LogAppendTime}); the clock's time in
 * place of one that cannot be: what records are written with must not stop anything.
 *
 * <p>Kafka Streams 4.2.1 tells an extractor that every record's time is its writer's, also of a topic of append times: its
 * {@code RecordDeserializer} makes the records anew. So the type is looked up in the topic's settings, before.
 */
final class AppendTime implements TimestampExtractor {
    private final InstantSource clock;

    AppendTime(InstantSource clock) {
        this.clock = clock;
    }

    @Override
    public long extract(ConsumerRecord<Object, Object> record, long partitionTime) {
        long now = clock.millis();
        return record.timestamp() < 0 || record.timestamp() > now ? now : record.timestamp();
    }
}
