package io.mien.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.mien.broker.EmbeddedBroker;
import io.mien.cli.terminal.ExitCode;
import io.mien.schemas.DeadLetterHeaders;
import io.mien.schemas.DeadLetterReason;
import io.mien.schemas.Topic;
import io.mien.schemas.avro.FaceFrame;
import io.mien.schemas.avro.ImageEncoding;
import io.mien.schemas.registry.KafkaSchemaRegistry;
import io.mien.schemas.wire.RecordSerializer;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.StreamSupport;
import org.apache.avro.Schema;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Dead letters, as somebody looks at them and puts them back. Each test has streams of its own. */
@Tag("long")
final class DeadLettersIT {
    private static final String DEAD_LETTERS = Topic.FACE_FRAMES_DEAD_LETTERS.topicName();
    private static final byte[] PICTURE = {(byte) 0xFF, (byte) 0xD8, 42, 43, 44};

    @TempDir
    static Path cluster;

    private static EmbeddedBroker broker;
    private static Map<String, Object> kafka;

    @TempDir
    Path folder;

    @BeforeAll
    static void start() throws IOException {
        broker = EmbeddedBroker.start(cluster.resolve("kafka"));
        kafka = Map.of("bootstrap.servers", broker.bootstrapServers());
        assertThat(run("topics", "create", "--partitions", "1").exitCode()).isZero();
    }

    @AfterAll
    static void stop() {
        broker.close();
    }

    private static InProcessMien.Result run(String... arguments) {
        List<String> all = new ArrayList<>(List.of(arguments));
        all.addAll(List.of("--bootstrap-servers", broker.bootstrapServers()));
        return InProcessMien.run(all.toArray(String[]::new));
    }

    private static byte[] frame(String stream, long sequence) {
        try (KafkaSchemaRegistry registry = new KafkaSchemaRegistry(kafka)) {
            return new RecordSerializer<>(FaceFrame.class, Topic.FACE_FRAMES, registry)
                    .serialize(FaceFrame.newBuilder()
                            .setStreamId(stream)
                            .setSubjectId("s1")
                            .setSequence(sequence)
                            .setCapturedAt(Instant.EPOCH)
                            .setEncoding(ImageEncoding.JPEG)
                            .setWidth(2)
                            .setHeight(2)
                            .setImage(ByteBuffer.wrap(PICTURE))
                            .build());
        }
    }

    /** Sets a record aside, as the job does; returns the place of the letter. */
    private static String setAside(String stream, byte[] value, DeadLetterReason reason, long sourceOffset)
            throws Exception {
        ProducerRecord<byte[], byte[]> letter =
                new ProducerRecord<>(DEAD_LETTERS, stream.getBytes(StandardCharsets.UTF_8), value);
        letter.headers().add("own", "kept".getBytes(StandardCharsets.UTF_8));
        new DeadLetterHeaders(reason, "a reason in words", "guard", "face-frames", 0, sourceOffset, null, reason.name())
                .addTo(letter.headers());
        try (KafkaProducer<byte[], byte[]> producer =
                new KafkaProducer<>(kafka, new ByteArraySerializer(), new ByteArraySerializer())) {
            return DEAD_LETTERS + "/0/"
                    + producer.send(letter).get(30, TimeUnit.SECONDS).offset();
        }
    }

    private static List<ConsumerRecord<byte[], byte[]>> faceFrames(String stream) {
        return PlainReadings.records(broker.bootstrapServers(), "face-frames").stream()
                .filter(record -> stream.equals(new String(record.key(), StandardCharsets.UTF_8)))
                .toList();
    }

    @Test
    void lettersAreCountedByReasonAndListedWithoutTheirPictures() throws Exception {
        String first = setAside("list-a", frame("list-a", 1), DeadLetterReason.UNKNOWN_SCHEMA, 1001);
        setAside("list-a", frame("list-a", 2), DeadLetterReason.UNKNOWN_SCHEMA, 1002);
        setAside("list-b", new byte[] {7}, DeadLetterReason.NOT_AVRO, 1003);

        JsonNode all = run("dlq", "list", "--stream", "list-a", "--stream", "list-b", "--format", "json")
                .json();
        assertThat(all.path("total").asInt()).isEqualTo(3);
        assertThat(all.path("counts").get(0).toString())
                .isEqualTo("{\"topic\":\"face-frames.dlq\",\"reason\":\"UNKNOWN_SCHEMA\",\"count\":2}");
        assertThat(all.path("letters").get(0).path("letter").asText()).isEqualTo(first);
        assertThat(all.path("letters").get(0).path("source").asText()).isEqualTo("face-frames/0/1001");
        assertThat(run("dlq", "list", "--stream", "list-a", "--limit", "1").out())
                .contains("dead letters: 2")
                .contains("the newest 1:")
                .contains("a reason in words");
        assertThat(run("dlq", "list", "--stream", "list-b", "--reason", "unknown_schema")
                        .out())
                .contains("dead letters: 0");
        assertThat(run("dlq", "list", "--stream", "list-a", "--until", "1h").out())
                .contains("dead letters: 0");
        assertThat(run("dlq", "list", "--stream", "list-a", "--topic", "camera-frames")
                        .out())
                .contains("dead letters: 0");
    }

    @Test
    void aPictureIsWrittenOnlyWhereAFileIsNamed() throws Exception {
        String letter = setAside("show", frame("show", 5), DeadLetterReason.NOT_AN_IMAGE, 2001);
        Path picture = folder.resolve("face.jpg");

        JsonNode shown = run("dlq", "show", letter, "--format", "json").json();
        assertThat(shown.path("fields").path("sequence").asText()).isEqualTo("5");
        assertThat(shown.path("fields").path("image").asText()).isEqualTo("5 bytes");
        assertThat(shown.path("headers").path("own").asText()).isEqualTo("kept");
        assertThat(picture).doesNotExist();
        assertThat(run("dlq", "show", letter, "--picture", picture.toString()).exitCode())
                .isZero();
        assertThat(picture).hasBinaryContent(PICTURE);
        assertThat(run("dlq", "show", letter, "--picture", picture.toString()).refusal(ExitCode.DISK))
                .contains("--picture");
        assertThat(run("dlq", "show", DEAD_LETTERS + "/0/99999").refusal(ExitCode.INPUT))
                .contains("not there");
        assertThat(run("dlq", "show", "17").refusal(ExitCode.USAGE)).contains("such as face-frames.dlq/2/17");
        assertThat(run("dlq", "show", "expressions/0/0").refusal(ExitCode.USAGE))
                .contains("no topic of dead letters");
    }

    @Test
    void anExportHoldsValuesOnlyOnRequest() throws Exception {
        setAside("export", frame("export", 1), DeadLetterReason.UNKNOWN_SCHEMA, 3001);
        Path without = folder.resolve("without.jsonl");
        Path with = folder.resolve("with.jsonl");

        assertThat(run("dlq", "export", "--stream", "export", "--to", without.toString())
                        .out())
                .contains("exported: 1");
        run("dlq", "export", "--stream", "export", "--values", "--to", with.toString());

        JsonNode line = new ObjectMapper().readTree(Files.readString(without));
        assertThat(line.has("value")).isFalse();
        assertThat(line.path("letter").path("reason").asText()).isEqualTo("UNKNOWN_SCHEMA");
        assertThat(new ObjectMapper()
                        .readTree(Files.readString(with))
                        .path("value")
                        .binaryValue())
                .isEqualTo(frame("export", 1));
        assertThat(run("dlq", "export", "--to", with.toString()).refusal(ExitCode.DISK))
                .contains("--to");
    }

    @Test
    void whatIsGoodNowIsPutBackOnceHoweverOftenItIsAsked() throws Exception {
        String stream = "redrive";
        // The job may set a record aside twice, if it starts again in between.
        setAside(stream, frame(stream, 2), DeadLetterReason.UNKNOWN_SCHEMA, 4002);
        setAside(stream, frame(stream, 1), DeadLetterReason.UNKNOWN_SCHEMA, 4001);
        setAside(stream, frame(stream, 2), DeadLetterReason.UNKNOWN_SCHEMA, 4002);
        setAside(stream, frame(stream, 3), DeadLetterReason.NOT_AN_IMAGE, 4003);
        setAside(stream, new byte[] {9, 9, 9}, DeadLetterReason.NOT_AVRO, 4004);
        String[] redrive = {"dlq", "redrive", "--stream", stream, "--reason", "UNKNOWN_SCHEMA"};

        assertThat(run("dlq", "redrive", "--stream", stream, "--dry-run").out())
                .contains("would be re-driven: 3, the same record again: 1, still not readable (NOT_AVRO): 1");
        assertThat(faceFrames(stream)).isEmpty();
        assertThat(run(redrive).out()).contains("re-driven: 2, the same record again: 1");
        assertThat(run(redrive).out()).contains("re-driven: 0, re-driven before: 2, the same record again: 1");
        assertThat(run("dlq", "redrive", "--stream", stream).out())
                .contains(
                        "re-driven: 1, re-driven before: 2, the same record again: 1, still not readable (NOT_AVRO): 1");
        assertThat(run("dlq", "redrive", "--stream", stream).out()).contains("re-driven: 0, re-driven before: 3");

        List<ConsumerRecord<byte[], byte[]>> put = faceFrames(stream);
        assertThat(put)
                .extracting(ConsumerRecord::value)
                .containsExactly(frame(stream, 1), frame(stream, 2), frame(stream, 3));
        assertThat(StreamSupport.stream(put.get(0).headers().spliterator(), false)
                        .map(header -> header.key()))
                .containsExactly("own", "mien.redriven");
    }

    @Test
    void whatNobodyCouldReadIsPutBackWhenItsSchemaIsThere() throws Exception {
        String stream = "schema";
        Schema wider = new Schema.Parser()
                .parse(FaceFrame.getClassSchema()
                        .toString()
                        .replaceFirst(
                                "\"fields\":\\[",
                                "\"fields\":[{\"name\":\"exposure\",\"type\":\"float\",\"default\":0},"));
        int id;
        try (KafkaSchemaRegistry registry = new KafkaSchemaRegistry(kafka)) {
            id = registry.register("other-value", wider) + 1;
        }
        byte[] old = frame(stream, 1);
        byte[] value = old.clone();
        ByteBuffer.wrap(value).putInt(1, id);
        setAside(stream, value, DeadLetterReason.UNKNOWN_SCHEMA, 5001);

        assertThat(run("dlq", "redrive", "--stream", stream).out())
                .contains("re-driven: 0, still not readable (UNKNOWN_SCHEMA): 1");
        Schema named = new Schema.Parser().parse(FaceFrame.getClassSchema().toString());
        named.addProp("producer", "another");
        try (KafkaSchemaRegistry registry = new KafkaSchemaRegistry(kafka)) {
            assertThat(registry.register("another-value", named)).isEqualTo(id);
        }
        assertThat(run("dlq", "redrive", "--stream", stream).out()).contains("re-driven: 1");
        await().atMost(Duration.ofSeconds(20)).until(() -> faceFrames(stream).size() == 1);
    }
}
