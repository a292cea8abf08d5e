package io.mien.schemas.registry;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
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
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLongArray;
import org.apache.avro.AvroRuntimeException;
import org.apache.avro.Schema;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Shows a {@link KafkaSchemaRegistry} over Confluent's HTTP API, as far as serializers, deserializers and console
 * consumers and user interfaces use it. Compatibility is always FULL: a schema may only get new fields with defaults. On
 * the loopback interface every program of this machine may register schemas; off it, every client that has the token. The
 * caller closes the registry.
 */
public final class SchemaRegistryServer implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(SchemaRegistryServer.class);
    private static final String CONTENT_TYPE = "application/vnd.schemaregistry.v1+json";
    private static final int LONGEST_BODY = 1 << 20;
    private static final int HUNDREDS = 6;
    private static final ObjectMapper JSON = new ObjectMapper();

    private final KafkaSchemaRegistry registry;
    private final RegistryApi api;
    private final RegistryGuard guard;
    private final HttpServer server;
    private final String host;
    private final AtomicLongArray answers = new AtomicLongArray(HUNDREDS);
    private final ExecutorService threads = Executors.newFixedThreadPool(2, task -> {
        Thread thread = new Thread(task, "schema-registry");
        thread.setDaemon(true);
        return thread;
    });

    /**
     * Starts serving, without a token: off the loopback interface schemas can be read, and not registered.
     *
     * @param address port 0 takes any free one
     * @throws IOException if the address cannot be listened on
     */
    public SchemaRegistryServer(KafkaSchemaRegistry registry, InetSocketAddress address) throws IOException {
        this(registry, address, null);
    }

    /**
     * Starts serving.
     *
     * @param address port 0 takes any free one
     * @param token what a request must carry to register a schema, or null for none
     * @throws IOException if the address cannot be listened on
     * @throws IllegalArgumentException if the token is too short, or does not fit a header
     */
    public SchemaRegistryServer(KafkaSchemaRegistry registry, InetSocketAddress address, @Nullable String token)
            throws IOException {
        this.registry = registry;
        this.api = new RegistryApi(registry);
        this.guard = new RegistryGuard(address, token);
        this.host = address.getHostString();
        this.server = HttpServer.create(address, 0);
        server.createContext("/", this::serve);
        server.setExecutor(threads);
        server.start();
    }

    /** Where it listens. */
    public URI url() {
        // Java binds the wildcard of IPv6 where that of IPv4 was asked for, which makes an address that nobody knows.
        String name = host.contains(":") ? "[" + host + "]" : host;
        return URI.create("http://" + name + ":" + server.getAddress().getPort());
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
        RegistryAnswer answer;
        try {
            answer = route(exchange);
        } catch (IncompatibleSchemaException e) {
            answer = RegistryAnswer.error(409, 409, String.valueOf(e.getMessage()));
        } catch (UnknownSchemaException e) {
            answer = RegistryAnswer.error(404, 40403, String.valueOf(e.getMessage()));
        } catch (AvroRuntimeException | JsonProcessingException | NumberFormatException e) {
            answer = RegistryAnswer.error(422, 42201, "no Avro schema, id or version: " + e.getMessage());
        } catch (SchemaRegistryException e) {
            log.warn("request failed: {} uri={}", e.getMessage(), exchange.getRequestURI());
            answer = RegistryAnswer.error(503, 50003, String.valueOf(e.getMessage()));
        } catch (RuntimeException e) {
            log.error("request failed: {} uri={}", e, exchange.getRequestURI(), e);
            answer = RegistryAnswer.error(500, 50001, "internal error");
        }
        answers.incrementAndGet(answer.status() / 100);
        // A schema by itself is JSON already.
        byte[] body = answer.body() instanceof Schema schema
                ? schema.toString().getBytes(StandardCharsets.UTF_8)
                : JSON.writeValueAsBytes(answer.body());
        boolean headOnly = exchange.getRequestMethod().equals("HEAD");
        try (exchange) {
            exchange.getResponseHeaders().add("Content-Type", CONTENT_TYPE);
            exchange.sendResponseHeaders(answer.status(), headOnly ? -1 : body.length);
            if (!headOnly) {
                exchange.getResponseBody().write(body);
            }
        }
    }

    private RegistryAnswer route(HttpExchange exchange) throws IOException {
        Optional<String> objection = guard.objection(exchange.getRequestHeaders());
        if (objection.isPresent()) {
            return RegistryAnswer.error(403, 403, objection.get());
        }
        String method = exchange.getRequestMethod().equals("HEAD") ? "GET" : exchange.getRequestMethod();
        List<String> path = List.of(exchange.getRequestURI()
                        .getRawPath()
                        .replaceAll("^/+|/+$", "")
                        .split("/"))
                .stream()
                .map(part -> URLDecoder.decode(part, StandardCharsets.UTF_8))
                .toList();
        JsonNode body = method.equals("POST") ? body(exchange) : JSON.missingNode();
        return method.equals("POST") && path.size() == 3 && path.get(0).equals("subjects")
                ? register(exchange, path.get(1), body)
                : api.answer(method, path, body);
    }

    private RegistryAnswer register(HttpExchange exchange, String subject, JsonNode body) {
        Optional<String> objection = guard.objectionToWriting(exchange.getRequestHeaders());
        if (objection.isEmpty()) {
            return api.register(subject, body);
        }
        // Asking again for what is there writes nothing, and is how every client begins.
        return api.registered(subject, body).orElseGet(() -> RegistryAnswer.error(403, 40301, objection.get()));
    }

    private static JsonNode body(HttpExchange exchange) throws IOException {
        try (InputStream body = exchange.getRequestBody()) {
            return JSON.readTree(body.readNBytes(LONGEST_BODY));
        }
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
