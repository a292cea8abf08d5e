package io.mien.schemas.registry;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import org.apache.avro.AvroRuntimeException;
import org.apache.avro.Schema;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/**
 * A client of any registry that speaks Confluent's HTTP API. If the registry is gone or answers 5xx, the client asks
 * again with growing pauses until {@code patience} is over.
 */
public final class HttpSchemaRegistry implements SchemaRegistry {
    private static final Logger log = LoggerFactory.getLogger(HttpSchemaRegistry.class);
    private static final String CONTENT_TYPE = "application/vnd.schemaregistry.v1+json";
    private static final Duration FIRST_PAUSE = Duration.ofMillis(100);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(5);
    /** A restart of the registry takes no longer, so nobody has to be told of one. */
    private static final Duration SHORT_ABSENCE = Duration.ofSeconds(10);

    private static final ObjectMapper JSON = new ObjectMapper();

    private final URI url;
    private final Duration patience;
    private final HttpClient client =
            HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(5)).build();

    /**
     * @param url for example {@code http://localhost:8081}
     * @param patience how long an unreachable registry is asked again
     */
    public HttpSchemaRegistry(URI url, Duration patience) {
        this.url = url;
        this.patience = patience;
    }

    @Override
    public int register(String subject, Schema schema) {
        String path = "/subjects/" + URLEncoder.encode(subject, StandardCharsets.UTF_8) + "/versions";
        HttpResponse<String> answer = send(request(path)
                .header("Content-Type", CONTENT_TYPE)
                .POST(BodyPublishers.ofString(json(Map.of("schema", schema.toString()))))
                .build());
        if (answer.statusCode() == 409) {
            throw new IncompatibleSchemaException("schema of " + subject + ": " + message(answer));
        }
        return body(answer).path("id").asInt();
    }

    @Override
    public Schema schema(int id) {
        HttpResponse<String> answer = send(request("/schemas/ids/" + id).GET().build());
        if (answer.statusCode() == 404) {
            throw new UnknownSchemaException(id);
        }
        String text = body(answer).path("schema").asText();
        try {
            return new Schema.Parser().parse(text);
        } catch (AvroRuntimeException | NullPointerException e) {
            // Of another kind (Protobuf, JSON Schema), or with parts that lie elsewhere: Avro answers with one of
            // these.
            throw new IncompatibleSchemaException("schema " + id + " of " + url + ": no whole Avro schema");
        }
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create(url.toString().replaceAll("/+$", "") + path))
                .timeout(Duration.ofSeconds(10))
                .header("Accept", CONTENT_TYPE);
    }

    private HttpResponse<String> send(HttpRequest request) {
        long begunAt = System.nanoTime();
        long giveUp = begunAt + patience.toNanos();
        Duration pause = FIRST_PAUSE;
        while (true) {
            String failure;
            try {
                HttpResponse<String> answer = client.send(request, BodyHandlers.ofString());
                if (answer.statusCode() < 500) {
                    return answer;
                }
                failure = "status " + answer.statusCode();
            } catch (IOException e) {
                // The JDK gives most of them no message.
                failure = e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new SchemaRegistryException("interrupted: ask schema registry " + url, e);
            }
            if (System.nanoTime() + pause.toNanos() > giveUp) {
                throw new SchemaRegistryException("schema registry " + url + ": no answer in " + patience.toSeconds()
                        + " s, " + failure + " (expected: a registry there; start it, or give another URL)");
            }
            log.atLevel(System.nanoTime() - begunAt < SHORT_ABSENCE.toNanos() ? Level.INFO : Level.WARN)
                    .log("schema registry does not answer, asking again in {}: {} url={}", pause, failure, url);
            pause(pause);
            pause = pause.multipliedBy(2).compareTo(LONGEST_PAUSE) < 0 ? pause.multipliedBy(2) : LONGEST_PAUSE;
        }
    }

    private void pause(Duration pause) {
        try {
            Thread.sleep(pause.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new SchemaRegistryException("interrupted: wait for schema registry " + url, e);
        }
    }

    private JsonNode body(HttpResponse<String> answer) {
        if (answer.statusCode() != 200) {
            throw new SchemaRegistryException(
                    "schema registry " + url + ": status " + answer.statusCode() + ", " + message(answer));
        }
        try {
            return JSON.readTree(answer.body());
        } catch (JsonProcessingException e) {
            throw new SchemaRegistryException("schema registry " + url + ": an answer that is no JSON", e);
        }
    }

    private static String message(HttpResponse<String> answer) {
        try {
            return JSON.readTree(answer.body()).path("message").asText(answer.body());
        } catch (JsonProcessingException e) {
            return answer.body();
        }
    }

    private static String json(Map<String, String> fields) {
        try {
            return JSON.writeValueAsString(fields);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Nothing to close: the client's threads end with it. */
    @Override
    public void close() {}
}
