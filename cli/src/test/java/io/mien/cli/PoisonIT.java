package io.mien.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.mien.cli.demo.EmbeddedStack;
import io.mien.cli.demo.StackPlan;
import io.mien.cli.feeds.FeedPlan;
import io.mien.cli.feeds.Feeds;
import io.mien.cli.terminal.StopSignal;
import io.mien.ingest.IngestApplication;
import io.mien.ingest.detect.DetectorSettings;
import io.mien.ingest.feed.Pace;
import io.mien.ingest.sources.DrawnFaceSource;
import io.mien.ingest.topology.FaceSettings;
import io.mien.schemas.DeadLetterHeaders;
import io.mien.schemas.Topic;
import io.mien.schemas.nonsense.Poison;
import io.mien.schemas.registry.SchemaRegistry;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The whole system, in this process, while somebody writes bad records to both of its topics. */
final class PoisonIT {
    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final Duration FEED = Duration.ofSeconds(8);
    private static final int PARTITIONS = 4;

    @TempDir
    Path folder;

    /** Where a bad record was written. */
    private record Place(String topic, int partition, long offset) {}

    @Tag("long")
    @Test
    void badRecordsAreSetAsideWithTheirReasonAndHarmNobodyElse() throws Exception {
        StackPlan plan = new StackPlan(
                folder, null, FaceSettings.defaults(DetectorSettings.cascade()), "test", 0, false, List.of());
        try (StopSignal stop = StopSignal.install();
                EmbeddedStack stack = EmbeddedStack.start(plan, stop)) {
            publish(stack, "clean", Map.of());
            Map<Place, Poison> written = new HashMap<>();
            publish(stack, "poisoned", written);

            stack.inference().drainAndStop(PATIENCE);

            isSetAside(stack, Topic.CAMERA_FRAMES, written);
            isSetAside(stack, Topic.FACE_FRAMES, written);
            StackReadings readings = StackReadings.of(stack);
            assertThat(readings.streams()).containsExactly("clean", "poisoned");
            readings.areTheSame("clean", "poisoned");
            assertThat(readings.of("clean")).hasSizeGreaterThanOrEqualTo((int) (FEED.toMillis() / 500) - 2);
            StackAccounts.addUp(stack);
            assertThat(stack.ingest().state()).isEqualTo(IngestApplication.State.RUNNING);
            assertThat(stack.ingest().failure()).isEmpty();
        }
    }

    /** Publishes the drawn feed to its end; if a map is given to be filled, with poison among its frames. */
    private static void publish(EmbeddedStack stack, String streamId, Map<Place, Poison> written) throws Exception {
        FeedPlan plan = new FeedPlan(
                streamId,
                () -> new DrawnFaceSource(streamId, DrawnFaceSource.Scene.PORTRAIT, FEED),
                Pace.AS_FAST_AS_POSSIBLE,
                false);
        long before = stack.ingest().counts().faceFrames();
        try (Feeds feeds = Feeds.start(List.of(plan), stack.kafka(), stack.schemas())) {
            if (streamId.equals("poisoned")) {
                await().atMost(PATIENCE).until(() -> stack.ingest().counts().faceFrames() > before + 10);
                written.putAll(writePoison(stack));
            }
            await().atMost(PATIENCE).until(feeds::haveEnded);
            feeds.requireNoFailure();
        }
    }

    private static Map<Place, Poison> writePoison(EmbeddedStack stack) throws Exception {
        Map<Place, Poison> written = new LinkedHashMap<>();
        Map<String, Object> settings = new HashMap<>(stack.kafka());
        try (KafkaProducer<byte[], byte[]> producer =
                        new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer());
                SchemaRegistry registry = stack.schemas().open()) {
            for (Topic topic : List.of(Topic.CAMERA_FRAMES, Topic.FACE_FRAMES)) {
                for (Poison poison : Poison.forTopic(topic, registry)) {
                    for (int partition = 0; partition < PARTITIONS; partition++) {
                        RecordMetadata place = producer.send(new ProducerRecord<>(
                                        topic.topicName(), partition, poison.key(), poison.value()))
                                .get(30, TimeUnit.SECONDS);
                        written.put(new Place(place.topic(), place.partition(), place.offset()), poison);
                    }
                }
            }
        }
        return written;
    }

    /** Each bad record is in the dead letters once, as it was, with the right reason; and nothing else is. */
    private static void isSetAside(EmbeddedStack stack, Topic topic, Map<Place, Poison> written) {
        Map<Place, Poison> expected = new HashMap<>(written);
        expected.keySet().removeIf(place -> !place.topic().equals(topic.topicName()));
        String deadLetters = topic.deadLetters().orElseThrow().topicName();
        for (ConsumerRecord<byte[], byte[]> letter : PlainReadings.records(stack.bootstrapServers(), deadLetters)) {
            Place place = new Place(
                    header(letter, DeadLetterHeaders.TOPIC),
                    Integer.parseInt(header(letter, DeadLetterHeaders.PARTITION)),
                    Long.parseLong(header(letter, DeadLetterHeaders.OFFSET)));
            Poison poison = expected.remove(place);
            if (poison == null) {
                throw new AssertionError(
                        "no dead letter expected of " + place + ": " + header(letter, DeadLetterHeaders.MESSAGE));
            }
            assertThat(header(letter, DeadLetterHeaders.REASON))
                    .as(topic + " " + poison.name() + ": " + header(letter, DeadLetterHeaders.MESSAGE))
                    .isEqualTo(poison.reason().name());
            assertThat(letter.value()).as(poison.name()).isEqualTo(poison.value());
            assertThat(letter.key()).isEqualTo(poison.key());
        }
        assertThat(expected).as("not set aside").isEmpty();
    }

    private static String header(ConsumerRecord<byte[], byte[]> letter, String name) {
        return DeadLetterHeaders.text(letter.headers(), name).orElseThrow();
    }
}
