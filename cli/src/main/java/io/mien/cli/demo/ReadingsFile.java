package io.mien.cli.demo;

import io.mien.cli.readings.ReadingsFormat;
import io.mien.cli.terminal.CommandException;
import io.mien.cli.terminal.ExitCode;
import io.mien.cli.terminal.FileText;
import io.mien.schemas.RefusedRecordException;
import io.mien.schemas.Topic;
import io.mien.schemas.avro.ExpressionReading;
import io.mien.schemas.registry.SchemaRegistry;
import io.mien.schemas.registry.SchemaRegistrySettings;
import io.mien.schemas.wire.RecordDeserializer;
import io.mien.schemas.wire.SchemaHeader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes every reading of the {@code expressions} topic into a file as it comes. It writes each id once, since delivery
 * may repeat one. Threads: the owner calls {@link #start}, {@link #finish} and {@link #close}.
 */
final class ReadingsFile implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(ReadingsFile.class);
    private static final Duration POLL = Duration.ofMillis(200);

    private final ReadingsFormat format;
    private final SchemaRegistry registry;
    private final RecordDeserializer<ExpressionReading> deserializer;
    private final KafkaConsumer<byte[], byte[]> consumer;
    private final List<TopicPartition> partitions;
    private final Set<String> written = new HashSet<>();
    private final Thread thread = new Thread(this::run, "readings-file");
    private volatile boolean finishing;
    private volatile @Nullable Exception failure;

    private ReadingsFile(ReadingsFormat format, SchemaRegistrySettings registry, Map<String, String> kafka) {
        this.format = format;
        this.registry = registry.open();
        this.deserializer = new RecordDeserializer<>(ExpressionReading.class, this.registry);
        Map<String, Object> settings = new HashMap<>(kafka);
        settings.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
        settings.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, "false");
        settings.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
        this.consumer = new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer());
        this.partitions = consumer.partitionsFor(Topic.EXPRESSIONS.topicName()).stream()
                .map(info -> new TopicPartition(info.topic(), info.partition()))
                .toList();
    }

    /**
     * Opens it, before anything else is started.
     *
     * @param overwrite whether a file that is there may be replaced
     * @throws CommandException if it cannot be written, or is there and may not be replaced
     */
    static BufferedWriter open(Path file, boolean overwrite) {
        // A pipe or a terminal is no earlier result.
        if (Files.isRegularFile(file) && !overwrite) {
            throw new CommandException(
                    ExitCode.USAGE,
                    "--readings " + file + ": there already (another name keeps both, --overwrite replaces it)");
        }
        try {
            return Files.newBufferedWriter(file, StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new CommandException(
                    ExitCode.DISK, "--readings " + file + ": cannot be written (" + FileText.of(e) + ")", e);
        }
    }

    /** Starts writing; from now on the format is this object's. */
    static ReadingsFile start(ReadingsFormat format, SchemaRegistrySettings registry, Map<String, String> kafka) {
        ReadingsFile file = new ReadingsFile(format, registry, kafka);
        file.consumer.assign(file.partitions);
        file.consumer.seekToBeginning(file.partitions);
        file.thread.start();
        return file;
    }

    private void run() {
        try {
            while (!finishing || !isAtEnd()) {
                ConsumerRecords<byte[], byte[]> records = consumer.poll(POLL);
                for (ConsumerRecord<byte[], byte[]> record : records) {
                    write(record);
                }
                if (!records.isEmpty()) {
                    format.flush();
                }
            }
        } catch (WakeupException e) {
            log.debug("stopped");
        } catch (IOException | RuntimeException e) {
            failure = e;
        }
    }

    private void write(ConsumerRecord<byte[], byte[]> record) throws IOException {
        try {
            ExpressionReading reading = deserializer.read(record.value(), SchemaHeader.of(record.headers()));
            if (written.add(reading.getReadingId())) {
                format.write(reading);
            }
        } catch (RefusedRecordException e) {
            log.warn(
                    "no reading, left out: {} topic={} partition={} offset={}",
                    e.getMessage(),
                    record.topic(),
                    record.partition(),
                    record.offset());
        }
    }

    private boolean isAtEnd() {
        Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
        return partitions.stream()
                .allMatch(partition -> consumer.position(partition) >= ends.getOrDefault(partition, 0L));
    }

    /** What went wrong, if something did. */
    Optional<Exception> failure() {
        return Optional.ofNullable(failure);
    }

    /**
     * Writes what is on the topic now, and returns.
     *
     * @throws IOException if the file could not be written
     */
    void finish() throws IOException, InterruptedException {
        finishing = true;
        thread.join();
        Exception found = failure;
        if (found != null) {
            throw new IOException("readings file: " + found.getMessage(), found);
        }
        format.finish();
    }

    /** Stops at once and closes the file. */
    @Override
    public void close() throws IOException {
        if (thread.isAlive()) {
            consumer.wakeup();
            try {
                thread.join();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
        consumer.close();
        registry.close();
        format.finish();
    }
}
