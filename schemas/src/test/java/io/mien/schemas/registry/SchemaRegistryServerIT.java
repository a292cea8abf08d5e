package io.mien.schemas.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mien.broker.EmbeddedBroker;
import io.mien.schemas.Topic;
import io.mien.schemas.avro.CameraFrame;
import io.mien.schemas.avro.ExpressionReading;
import io.mien.schemas.avro.FaceFrame;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.apache.avro.Schema;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class SchemaRegistryServerIT {
    private final EmbeddedBroker broker;
    private final Map<String, String> kafka;
    private final KafkaSchemaRegistry registry;
    private final SchemaRegistryServer server;
    private final HttpSchemaRegistry client;

    SchemaRegistryServerIT(@TempDir Path folder) throws IOException {
        broker = EmbeddedBroker.start(folder.resolve("kafka"));
        kafka = Map.of("bootstrap.servers", broker.bootstrapServers());
        registry = new KafkaSchemaRegistry(kafka);
        server = new SchemaRegistryServer(registry, new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
        client = new HttpSchemaRegistry(server.url(), Duration.ofSeconds(5));
    }

    @BeforeAll
    void registerTheRecords() {
        for (Topic topic : Topic.values()) {
            topic.schema().ifPresent(schema -> client.register(topic.subject(), schema));
        }
    }

    @AfterAll
    void stop() {
        client.close();
        server.close();
        registry.close();
        broker.close();
    }

    @Test
    void aSchemaComesBackUnderItsId() {
        int id = client.register(Topic.FACE_FRAMES.subject(), FaceFrame.getClassSchema());

        assertThat(client.schema(id)).isEqualTo(FaceFrame.getClassSchema());
        assertThat(client.register(Topic.FACE_FRAMES.subject(), FaceFrame.getClassSchema()))
                .isEqualTo(id);
    }

    @Test
    void anotherProcessOnTheSameClusterSeesTheSameIds() {
        try (KafkaSchemaRegistry other = new KafkaSchemaRegistry(kafka)) {
            int id = other.register(Topic.EXPRESSIONS.subject(), ExpressionReading.getClassSchema());

            assertThat(client.register(Topic.EXPRESSIONS.subject(), ExpressionReading.getClassSchema()))
                    .isEqualTo(id);
            assertThat(other.schema(id)).isEqualTo(ExpressionReading.getClassSchema());
        }
    }

    @Test
    void aNewFieldWithADefaultIsANewVersion() throws IOException, InterruptedException {
        Schema wider =
                withField(CameraFrame.getClassSchema(), "{\"name\":\"exposure\",\"type\":\"float\",\"default\":0}");

        int id = client.register(Topic.CAMERA_FRAMES.subject(), wider);

        assertThat(client.schema(id)).isEqualTo(wider);
        assertThat(get("/subjects/camera-frames-value/versions").body()).isEqualTo("[1,2]");
        assertThat(get("/subjects/camera-frames-value/versions/latest").body()).contains("exposure");
    }

    @Test
    void aBreakingChangeIsAnswered409() {
        Schema withoutDefault =
                withField(ExpressionReading.getClassSchema(), "{\"name\":\"mood\",\"type\":\"string\"}");
        Schema retyped = new Schema.Parser()
                .parse(FaceFrame.getClassSchema()
                        .toString()
                        .replace("\"sequence\",\"type\":\"long\"", "\"sequence\",\"type\":\"bytes\""));

        assertThatThrownBy(() -> client.register(Topic.EXPRESSIONS.subject(), withoutDefault))
                .isInstanceOf(IncompatibleSchemaException.class)
                .hasMessageContaining("mood");
        assertThatThrownBy(() -> client.register(Topic.FACE_FRAMES.subject(), retyped))
                .isInstanceOf(IncompatibleSchemaException.class)
                .hasMessageContaining("BYTES");
    }

    @Test
    void anUnknownIdIsAnswered404() throws IOException, InterruptedException {
        assertThat(get("/schemas/ids/4711").statusCode()).isEqualTo(404);
        assertThat(get("/schemas/ids/one").statusCode()).isEqualTo(422);
        assertThat(get("/subjects/nobody/versions").statusCode()).isEqualTo(404);
        assertThatThrownBy(() -> client.schema(4711)).isInstanceOf(UnknownSchemaException.class);
    }

    @Test
    void aBodyThatIsNoSchemaIsAnswered422() throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create(server.url() + "/subjects/x-value/versions"))
                .POST(HttpRequest.BodyPublishers.ofString("{\"schema\": \"{\\\"type\\\": \\\"nonsense\\\"}\"}"))
                .build();

        assertThat(HttpClient.newHttpClient()
                        .send(request, BodyHandlers.ofString())
                        .statusCode())
                .isEqualTo(422);
    }

    @Test
    void aRegistryThatIsNotThereIsNamed() {
        try (HttpSchemaRegistry nowhere =
                new HttpSchemaRegistry(URI.create("http://127.0.0.1:9"), Duration.ofMillis(300))) {
            assertThatThrownBy(() -> nowhere.schema(1))
                    .isInstanceOf(SchemaRegistryException.class)
                    .hasMessageContaining("http://127.0.0.1:9");
        }
    }

    private static Schema withField(Schema schema, String field) {
        return new Schema.Parser()
                .parse(schema.toString().replaceFirst("\"fields\":\\[", "\"fields\":[" + field + ","));
    }

    private HttpResponse<String> get(String path) throws IOException, InterruptedException {
        return HttpClient.newHttpClient()
                .send(HttpRequest.newBuilder(URI.create(server.url() + path)).build(), BodyHandlers.ofString());
    }
}
