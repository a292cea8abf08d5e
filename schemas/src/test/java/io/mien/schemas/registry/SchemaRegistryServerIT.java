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
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
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
    void userInterfacesGetWhatTheyAskFor() throws IOException, InterruptedException {
        int id = client.register(Topic.EXPRESSIONS.subject(), ExpressionReading.getClassSchema());
        String guid = client.guid(id).toString();

        assertThat(get("/schemas/types").body()).isEqualTo("[\"AVRO\"]");
        assertThat(get("/schemas/ids/" + id + "/versions").body())
                .contains("\"subject\":\"expressions-value\"")
                .contains("\"version\":1");
        assertThat(get("/schemas/ids/" + id + "/subjects").body()).isEqualTo("[\"expressions-value\"]");
        assertThat(get("/schemas/ids/" + id).body()).contains("\"guid\":\"" + guid + "\"");
        assertThat(get("/schemas/guids/" + guid).body()).contains("ExpressionReading");
        assertThat(get("/schemas/guids/" + guid + "/ids").body()).contains("\"id\":" + id);
        assertThat(get("/config/expressions-value").body()).contains("FULL");
        assertThat(get("/mode/expressions-value").body()).contains("READWRITE");
        assertThat(get("/subjects/expressions-value/versions/1/schema").body())
                .isEqualTo(ExpressionReading.getClassSchema().toString());
        assertThat(get("/schemas").body()).contains("face-frames-value");
        assertThat(get("/contexts").body()).isEqualTo("[\".\"]");
        // Newer serializers of Confluent's ask this first, and take nothing but 404 for "none".
        assertThat(get("/associations/resources/-/expressions").statusCode()).isEqualTo(404);
    }

    @Test
    void aGuidLeadsToItsSchemaInEveryProcess() {
        int id = client.register(Topic.FACE_FRAMES.subject(), FaceFrame.getClassSchema());

        assertThat(client.schema(client.guid(id))).isEqualTo(FaceFrame.getClassSchema());
        assertThat(registry.guid(id)).isEqualTo(client.guid(id));
        assertThatThrownBy(() -> client.schema(new UUID(4, 7))).isInstanceOf(UnknownSchemaException.class);
    }

    @Test
    void deletingAndReconfiguringAreRefusedInWords() throws IOException, InterruptedException {
        for (String path : List.of(
                "/subjects/face-frames-value", "/subjects/face-frames-value/versions/1", "/config/face-frames-value")) {
            HttpResponse<String> answer = send(request(path).DELETE());
            assertThat(answer.statusCode()).isEqualTo(405);
            assertThat(answer.body()).contains("never deleted");
        }
        assertThat(send(request("/config").PUT(HttpRequest.BodyPublishers.ofString("{}")))
                        .body())
                .contains("always FULL");
        assertThat(get("/subjects/face-frames-value/versions").statusCode()).isEqualTo(200);
    }

    @Test
    void pagesOfOtherHostsAreKeptOut() throws IOException, InterruptedException {
        assertThat(send(request("/subjects").header("Origin", "https://elsewhere.example"))
                        .statusCode())
                .isEqualTo(403);
        assertThat(send(request("/subjects").header("Origin", "http://localhost:3000"))
                        .statusCode())
                .isEqualTo(200);
        assertThat(rawStatus("elsewhere.example")).contains(" 403 ");
        assertThat(rawStatus("localhost")).contains(" 200 ");
    }

    /** Java's client does not let its caller choose the host that is named. */
    private String rawStatus(String host) throws IOException {
        try (Socket socket = new Socket(server.url().getHost(), server.url().getPort())) {
            socket.getOutputStream()
                    .write(("GET /subjects HTTP/1.1\r\nHost: " + host + "\r\nConnection: close\r\n\r\n")
                            .getBytes(StandardCharsets.US_ASCII));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .findFirst()
                    .orElseThrow();
        }
    }

    @Test
    void offThisMachineOnlyTheTokenRegistersWhatIsNew() throws IOException {
        String token = "a-token-of-sixteen-characters";
        InetSocketAddress everywhere = new InetSocketAddress("0.0.0.0", 0);
        Schema known = FaceFrame.getClassSchema();
        Schema unknown = withField(known, "{\"name\":\"off_this_machine\",\"type\":\"float\",\"default\":0}");
        String subject = "guarded-value";
        registry.register(subject, known);
        try (SchemaRegistryServer closed = new SchemaRegistryServer(registry, everywhere);
                SchemaRegistryServer guarded = new SchemaRegistryServer(registry, everywhere, token)) {
            try (SchemaRegistry anybody = open(closed, RegistryCredentials.NONE)) {
                assertThat(anybody.schema(anybody.register(subject, known))).isEqualTo(known);
                assertThatThrownBy(() -> anybody.register(subject, unknown))
                        .hasMessageContaining("this registry has no token");
            }
            try (SchemaRegistry stranger = open(guarded, RegistryCredentials.bearer("another-token-of-that-length"))) {
                assertThat(stranger.register(subject, known)).isPositive();
                assertThatThrownBy(() -> stranger.register(subject, unknown))
                        .hasMessageContaining("token: missing or wrong")
                        .hasMessageNotContaining(token);
            }
            try (SchemaRegistry owner = open(guarded, RegistryCredentials.basic("anybody:" + token))) {
                assertThat(owner.schema(owner.register(subject, unknown))).isEqualTo(unknown);
            }
        }
        assertThatThrownBy(() -> new SchemaRegistryServer(registry, everywhere, "short"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("at least 16")
                .hasMessageNotContaining("short");
    }

    private static SchemaRegistry open(SchemaRegistryServer server, RegistryCredentials credentials) {
        return new HttpSchemaRegistry(
                URI.create("http://127.0.0.1:" + server.url().getPort()),
                Duration.ofSeconds(5),
                RegistryClientSettings.DEFAULT.withCredentials(credentials));
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
        return send(request(path));
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create(server.url() + path));
    }

    private static HttpResponse<String> send(HttpRequest.Builder request) throws IOException, InterruptedException {
        return HttpClient.newHttpClient().send(request.build(), BodyHandlers.ofString());
    }
}
