package io.mien.infer.kafka;

import io.mien.infer.element.OutgoingRecord;
import org.apache.flink.connector.kafka.sink.KafkaRecordSerializationSchema;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.jspecify.annotations.Nullable;

/** Writes records as they are, each to the topic that it names. */
public final class OutgoingRecordWriter implements KafkaRecordSerializationSchema<OutgoingRecord> {
    private static final long serialVersionUID = 1L;

    @Override
    public ProducerRecord<byte[], byte[]> serialize(
            OutgoingRecord element, KafkaSinkContext context, @Nullable Long timestamp) {
        ProducerRecord<byte[], byte[]> record =
                new ProducerRecord<>(element.topic(), null, element.key(), element.value());
        element.headers().forEach(header -> record.headers().add(header.name(), header.value()));
        return record;
    }
}
