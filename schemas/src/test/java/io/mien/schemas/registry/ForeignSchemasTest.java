package io.mien.schemas.registry;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpServer;
import io.mien.schemas.DeadLetterReason;
import io.mien.schemas.RefusedRecordException;
import io.mien.schemas.avro.FaceFrame;
import io.mien.schemas.wire.RecordDeserializer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A registry that others use too holds schemas of other kinds; a record under one of them is bad, and the registry well. */
final class ForeignSchemasTest {
    private static final int ID = 7;

    private HttpServer server;

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.start();
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "syntax = \"proto3\"; message Weather { double temperature = 1; }",
                "{\"type\": \"object\", \"properties\": {\"temperature\": {\"type\": \"number\"}}}",
                "{\"type\": \"record\", \"name\": \"Weather\", \"fields\": [{\"name\": \"place\", \"type\": \"elsewhere.Place\"}]}",
                "\"elsewhere.Place\"",
                ""
            })
    void aRecordUnderASchemaThatIsNoWholeAvroSchemaIsRefused(String schema) throws IOException {
        byte[] answer = new ObjectMapper().writeValueAsBytes(Map.of("schema", schema));
        server.createContext("/schemas/ids/" + ID, exchange -> {
            try (exchange) {
                exchange.sendResponseHeaders(200, answer.length);
                exchange.getResponseBody().write(answer);
            }
        });
        URI url = URI.create("http://127.0.0.1:" + server.getAddress().getPort());
        try (HttpSchemaRegistry registry = new HttpSchemaRegistry(url, Duration.ofSeconds(5))) {
            RecordDeserializer<FaceFrame> deserializer = new RecordDeserializer<>(FaceFrame.class, registry);
            byte[] value = ByteBuffer.allocate(9)
                    .put((byte) 0)
                    .putInt(ID)
                    .put("abcd".getBytes(UTF_8))
                    .array();

            RefusedRecordException refusal = Objects.requireNonNull(
                    catchThrowableOfType(RefusedRecordException.class, () -> deserializer.read(value)));

            assertThat(refusal.reason()).isEqualTo(DeadLetterReason.INCOMPATIBLE_SCHEMA);
            assertThat(refusal).hasMessageContaining("schema " + ID);
        }
    }
}
