package io.mien.schemas.registry;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLongArray;
import org.apache.avro.AvroRuntimeException;
import org.apache.avro.Schema;
import org.apache.avro.SchemaParseException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Shows a {@link KafkaSchemaRegistry} over Confluent's HTTP API, as far as serializers, deserializers and console
 * consumers use it. Compatibility is always FULL: a schema may only get new fields with defaults. The caller closes the
 * registry.
 */
public final class SchemaRegistryServer implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(SchemaRegistryServer.class);
    private static final String CONTENT_TYPE = "application/vnd.schemaregistry.v1+json";
    private static final int LONGEST_BODY = 1 << 20;
    private static final int HUNDREDS = 6;
    private static final ObjectMapper JSON = new ObjectMapper();

    /** An answer: status and a body that becomes JSON. */
    private record Answer(int status, Object body) {
        static Answer ok(Object body) {
            return new Answer(200, body);
        }

        static Answer error(int status, int code, String message) {
            return new Answer(status, Map.of("error_code", code, "message", message));
        }
    }

    private final KafkaSchemaRegistry registry;
    private final HttpServer server;
    private final AtomicLongArray answers = new AtomicLongArray(HUNDREDS);
    private final ExecutorService threads = Executors.newFixedThreadPool(2, task -> {
        Thread thread = new Thread(task, "schema-registry");
        thread.setDaemon(true);
        return thread;
    });

    /**
     * Starts serving.
     *
     * @param address port 0 takes any free one
     * @throws IOException if the address cannot be listened on
     */
    public SchemaRegistryServer(KafkaSchemaRegistry registry, InetSocketAddress address) throws IOException {
        this.registry = registry;
        this.server = HttpServer.create(address, 0);
        server.createContext("/", this::serve);
        server.setExecutor(threads);
        server.start();
    }

    /** Where it listens. */
    public URI url() {
        InetSocketAddress address = server.getAddress();
        return URI.create("http://" + address.getHostString() + ":" + address.getPort());
    }

    /** How many subjects have a schema. */
    public int subjects() {
        return registry.subjects().size();
    }

    /**
     * How many answers were given.
     *
     * @param hundreds of their HTTP status: 2 for 200 and its like
     */
    public long answers(int hundreds) {
        return answers.get(hundreds);
    }

    private void serve(HttpExchange exchange) throws IOException {
        Answer answer;
        try {
            answer = route(exchange);
        } catch (IncompatibleSchemaException e) {
            answer = Answer.error(409, 409, String.valueOf(e.getMessage()));
        } catch (UnknownSchemaException e) {
            answer = Answer.error(404, 40403, String.valueOf(e.getMessage()));
        } catch (AvroRuntimeException | JsonProcessingException | NumberFormatException e) {
            answer = Answer.error(422, 42201, "no Avro schema, id or version: " + e.getMessage());
        } catch (SchemaRegistryException e) {
            log.warn("request failed: {} uri={}", e.getMessage(), exchange.getRequestURI());
            answer = Answer.error(503, 50003, String.valueOf(e.getMessage()));
        } catch (RuntimeException e) {
            log.error("request failed: {} uri={}", e, exchange.getRequestURI(), e);
            answer = Answer.error(500, 50001, "internal error");
        }
        answers.incrementAndGet(answer.status() / 100);
        byte[] body = JSON.writeValueAsBytes(answer.body());
        try (exchange) {
            exchange.getResponseHeaders().add("Content-Type", CONTENT_TYPE);
            exchange.sendResponseHeaders(answer.status(), body.length);
            exchange.getResponseBody().write(body);
        }
    }

    private Answer route(HttpExchange exchange) throws IOException {
        String method = exchange.getRequestMethod();
        List<String> path = List.of(exchange.getRequestURI()
                        .getRawPath()
                        .replaceAll("^/+|/+$", "")
                        .split("/"))
                .stream()
                .map(part -> URLDecoder.decode(part, StandardCharsets.UTF_8))
                .toList();
        String shape = method + " " + path.size() + " " + path.get(0);
        return switch (shape) {
            case "GET 1 subjects" -> Answer.ok(registry.subjects());
            case "GET 1 config" -> Answer.ok(Map.of("compatibilityLevel", "FULL"));
            case "GET 1 mode" -> Answer.ok(Map.of("mode", "READWRITE"));
            case "GET 3 schemas" ->
                Answer.ok(Map.of(
                        "schema", registry.schema(Integer.parseInt(path.get(2))).toString()));
            case "POST 2 subjects" -> lookUp(path.get(1), schemaIn(exchange));
            case "GET 3 subjects" -> versions(path.get(1));
            case "POST 3 subjects" -> Answer.ok(Map.of("id", registry.register(path.get(1), schemaIn(exchange))));
            case "GET 4 subjects" -> version(path.get(1), path.get(3));
            case "POST 5 compatibility" ->
                Answer.ok(Map.of(
                        "is_compatible",
                        registry.incompatibility(path.get(2), schemaIn(exchange))
                                .isEmpty()));
            default -> Answer.error(404, 404, "no such resource: " + method + " " + exchange.getRequestURI());
        };
    }

    private Answer lookUp(String subject, Schema schema) {
        List<SchemaCatalog.Version> versions = registry.versions(subject);
        if (versions.isEmpty()) {
            return unknownSubject(subject);
        }
        return versions.stream()
                .filter(version -> version.schema().equals(schema))
                .findFirst()
                .map(SchemaRegistryServer::describe)
                .orElseGet(() -> Answer.error(404, 40403, "schema not registered under " + subject));
    }

    private Answer versions(String subject) {
        List<Integer> numbers = registry.versions(subject).stream()
                .map(SchemaCatalog.Version::number)
                .toList();
        return numbers.isEmpty() ? unknownSubject(subject) : Answer.ok(numbers);
    }

    private Answer version(String subject, String number) {
        List<SchemaCatalog.Version> versions = registry.versions(subject);
        if (versions.isEmpty()) {
            return unknownSubject(subject);
        }
        OptionalInt wanted =
                number.equals("latest") ? OptionalInt.of(versions.size()) : OptionalInt.of(Integer.parseInt(number));
        Optional<SchemaCatalog.Version> found = versions.stream()
                .filter(version -> version.number() == wanted.getAsInt())
                .findFirst();
        return found.map(SchemaRegistryServer::describe)
                .orElseGet(() -> Answer.error(404, 40402, "version " + number + " of " + subject + " not found"));
    }

    private static Answer describe(SchemaCatalog.Version version) {
        return Answer.ok(Map.of(
                "subject", version.subject(),
                "version", version.number(),
                "id", version.id(),
                "schema", version.schema().toString()));
    }

    private static Answer unknownSubject(String subject) {
        return Answer.error(404, 40401, "subject " + subject + " not found");
    }

    private static Schema schemaIn(HttpExchange exchange) throws IOException {
        String text;
        try (InputStream body = exchange.getRequestBody()) {
            text = JSON.readTree(body.readNBytes(LONGEST_BODY)).path("schema").asText();
        }
        try {
            return new Schema.Parser().parse(text);
        } catch (NullPointerException e) {
            // Avro 1.12's answer to the name of a type that nobody defined.
            throw new SchemaParseException(String.valueOf(e.getMessage()));
        }
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
