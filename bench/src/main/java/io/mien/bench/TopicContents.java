package io.mien.bench;

import io.mien.schemas.RefusedRecordException;
import io.mien.schemas.Topic;
import io.mien.schemas.avro.CameraFrame;
import io.mien.schemas.avro.ExpressionReading;
import io.mien.schemas.avro.FaceFrame;
import io.mien.schemas.avro.InputCoordinates;
import io.mien.schemas.registry.SchemaRegistry;
import io.mien.schemas.wire.RecordDeserializer;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** Everything that committed readers find on a cluster's topics, by id, to be held against what another cluster has. */
record TopicContents(Map<String, String> kafka, SchemaRegistry registry) {
    private static final Duration POLL = Duration.ofMillis(200);
    private static final InputCoordinates ANYWHERE = new InputCoordinates("", 0, 0L, 0L);

    @FunctionalInterface
    private interface Reader {
        void read(ConsumerRecord<byte[], byte[]> record) throws RefusedRecordException, IOException;
    }

    /** By stream, subject and sequence; the ends of tracks apart from the frames that they end with. */
    ContentTally faceFrames() {
        RecordDeserializer<FaceFrame> deserializer = new RecordDeserializer<>(FaceFrame.class, registry);
        ContentTally tally = new ContentTally();
        forEach(Topic.FACE_FRAMES, record -> {
            FaceFrame frame = deserializer.read(record.value());
            tally.add(
                    String.join(
                            " ",
                            frame.getStreamId(),
                            frame.getSubjectId(),
                            String.valueOf(frame.getSequence()),
                            frame.getTrackEnded() ? "end" : ""),
                    frame.toByteBuffer());
        });
        return tally;
    }

    /** By reading id. */
    ContentTally readings() {
        RecordDeserializer<ExpressionReading> deserializer =
                new RecordDeserializer<>(ExpressionReading.class, registry);
        ContentTally tally = new ContentTally();
        forEach(Topic.EXPRESSIONS, record -> add(tally, deserializer.read(record.value())));
        return tally;
    }

    /** Camera frames that were set aside, by stream and sequence. */
    ContentTally refusedCameraFrames() {
        RecordDeserializer<CameraFrame> deserializer = new RecordDeserializer<>(CameraFrame.class, registry);
        ContentTally tally = new ContentTally();
        forEach(Topic.CAMERA_FRAMES_DEAD_LETTERS, record -> {
            CameraFrame frame = deserializer.read(record.value());
            tally.add(frame.getStreamId() + " " + frame.getSequence(), frame.toByteBuffer());
        });
        return tally;
    }

    /** But for when it was made and where its frames lie, which is another matter in each run. */
    static void add(ContentTally tally, ExpressionReading reading) throws IOException {
        ExpressionReading content = ExpressionReading.newBuilder(reading)
                .setProducedAt(Instant.EPOCH)
                .setInput(ANYWHERE)
                .build();
        tally.add(reading.getReadingId(), content.toByteBuffer());
    }

    private void forEach(Topic topic, Reader reader) {
        Map<String, Object> settings = new HashMap<>(kafka);
        settings.put("isolation.level", "read_committed");
        settings.put("enable.auto.commit", "false");
        try (KafkaConsumer<byte[], byte[]> consumer =
                new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            List<TopicPartition> all = consumer.partitionsFor(topic.topicName()).stream()
                    .map(partition -> new TopicPartition(partition.topic(), partition.partition()))
                    .toList();
            consumer.assign(all);
            consumer.seekToBeginning(all);
            Map<TopicPartition, Long> ends = consumer.endOffsets(all);
            while (all.stream().anyMatch(one -> consumer.position(one) < ends.getOrDefault(one, 0L))) {
                for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
                    try {
                        reader.read(record);
                    } catch (RefusedRecordException | IOException e) {
                        throw new IllegalStateException(
                                topic.topicName() + "-" + record.partition() + "@" + record.offset() + ": "
                                        + e.getMessage(),
                                e);
                    }
                }
            }
        }
    }
}
