package io.mien.schemas.registry;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/**
 * Sends requests to a registry until it answers. One that is gone, answers 5xx, or has had too many requests is asked
 * again with growing pauses until {@code patience} is over. Safe for use by many threads.
 */
final class RegistryConnection {
    private static final Logger log = LoggerFactory.getLogger(RegistryConnection.class);
    private static final String CONTENT_TYPE = "application/vnd.schemaregistry.v1+json";
    private static final Duration FIRST_PAUSE = Duration.ofMillis(100);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(5);
    /** A restart of the registry takes no longer: nobody has to be told of it. */
    private static final Duration SHORT_ABSENCE = Duration.ofSeconds(10);

    private static final int LONGEST_MESSAGE = 300;
    private static final ObjectMapper JSON = new ObjectMapper();

    /** What the registry said. */
    record Answer(int status, String body) {

        /** Its words for a person, shortened: what answers may be no registry at all. */
        String message() {
            String words =
                    json().path("message").asText(body).replaceAll("\\s+", " ").strip();
            return words.length() > LONGEST_MESSAGE ? words.substring(0, LONGEST_MESSAGE) + "…" : words;
        }

        /** Its code for what is wrong, finer than the status; 0 if it gives none. */
        int errorCode() {
            return json().path("error_code").asInt();
        }

        /** The body; of one that is no JSON, nothing. */
        JsonNode json() {
            try {
                return JSON.readTree(body);
            } catch (JsonProcessingException e) {
                return JSON.missingNode();
            }
        }
    }

    private final URI url;
    private final Duration patience;
    private final RegistryCredentials credentials;
    private final HttpClient client;

    RegistryConnection(URI url, Duration patience, RegistryClientSettings settings) {
        this.url = url;
        this.patience = patience;
        this.credentials = settings.credentials();
        // HTTP/1.1: some of the proxies before registries stumble over the offer of a newer one.
        this.client = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(Duration.ofSeconds(5))
                .sslContext(settings.tls().context())
                .build();
    }

    /** Where it leads; holds no password. */
    URI url() {
        return url;
    }

    Answer get(String path) {
        return send(request(path).GET().build());
    }

    Answer post(String path, Map<String, String> fields) {
        try {
            return send(request(path)
                    .header("Content-Type", CONTENT_TYPE)
                    .POST(BodyPublishers.ofString(JSON.writeValueAsString(fields)))
                    .build());
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    private HttpRequest.Builder request(String path) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(url + path))
                .timeout(Duration.ofSeconds(10))
                .header("Accept", CONTENT_TYPE + ", application/json");
        credentials.header().ifPresent(value -> request.header("Authorization", value));
        return request;
    }

    private Answer send(HttpRequest request) {
        long begunAt = System.nanoTime();
        long giveUp = begunAt + patience.toNanos();
        Duration pause = FIRST_PAUSE;
        while (true) {
            String failure;
            try {
                HttpResponse<String> answer = client.send(request, BodyHandlers.ofString());
                if (answer.statusCode() < 500 && answer.statusCode() != 429) {
                    return new Answer(answer.statusCode(), answer.body());
                }
                failure = "status " + answer.statusCode();
            } catch (IOException e) {
                RegistryTlsFailure.in(e).ifPresent(refusal -> {
                    throw new SchemaRegistryException("schema registry " + url + ": " + refusal, e);
                });
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
}
