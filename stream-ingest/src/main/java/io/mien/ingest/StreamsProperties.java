package io.mien.ingest;

import io.mien.schemas.Topic;
import java.util.Properties;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.errors.LogAndContinueExceptionHandler;

/** Makes Kafka Streams' settings for records of some 100 kB, in bounded memory. */
final class StreamsProperties {
    private static final int BUFFERED_RECORDS = 32;
    private static final int FETCH_BYTES = 8 << 20;
    private static final int BATCH_BYTES = 256 << 10;
    private static final int PRODUCER_BUFFER_BYTES = 32 << 20;
    private static final int LINGER_MILLIS = 10;
    private static final int SESSION_TIMEOUT_MILLIS = 10_000;

    private StreamsProperties() {}

    static Properties of(IngestConfiguration configuration) {
        Properties properties = new Properties();
        properties.putAll(configuration.kafka());
        properties.put(StreamsConfig.APPLICATION_ID_CONFIG, configuration.applicationId());
        properties.put(
                StreamsConfig.STATE_DIR_CONFIG,
                configuration.stateDirectory().toAbsolutePath().toString());
        properties.put(StreamsConfig.NUM_STREAM_THREADS_CONFIG, configuration.threads());
        properties.put(
                StreamsConfig.PROCESSING_GUARANTEE_CONFIG,
                configuration.exactlyOnce() ? StreamsConfig.EXACTLY_ONCE_V2 : StreamsConfig.AT_LEAST_ONCE);
        // Bytes cannot fail to deserialise, but should they, the record is set aside and not lost.
        properties.put(
                StreamsConfig.DESERIALIZATION_EXCEPTION_HANDLER_CLASS_CONFIG, LogAndContinueExceptionHandler.class);
        properties.put(
                StreamsConfig.ERRORS_DEAD_LETTER_QUEUE_TOPIC_NAME_CONFIG, Topic.CAMERA_FRAMES_DEAD_LETTERS.topicName());
        // Streams would hold 1,000 records a partition: of pictures, that is the whole memory.
        properties.put(StreamsConfig.BUFFERED_RECORDS_PER_PARTITION_CONFIG, BUFFERED_RECORDS);
        properties.put(StreamsConfig.consumerPrefix(ConsumerConfig.MAX_POLL_RECORDS_CONFIG), BUFFERED_RECORDS);
        properties.put(StreamsConfig.consumerPrefix(ConsumerConfig.FETCH_MAX_BYTES_CONFIG), FETCH_BYTES);
        // Someone whose process was killed should not wait 45 s for its group to notice.
        properties.put(StreamsConfig.consumerPrefix(ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG), SESSION_TIMEOUT_MILLIS);
        properties.put(
                StreamsConfig.producerPrefix(ProducerConfig.MAX_REQUEST_SIZE_CONFIG), Topic.MAXIMUM_DEAD_LETTER_BYTES);
        properties.put(StreamsConfig.producerPrefix(ProducerConfig.BUFFER_MEMORY_CONFIG), PRODUCER_BUFFER_BYTES);
        properties.put(StreamsConfig.producerPrefix(ProducerConfig.BATCH_SIZE_CONFIG), BATCH_BYTES);
        properties.put(StreamsConfig.producerPrefix(ProducerConfig.LINGER_MS_CONFIG), LINGER_MILLIS);
        return properties;
    }
}
