package io.mien.cli.model;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mien.cli.terminal.CommandException;
import io.mien.cli.terminal.ExitCode;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A language model behind the chat-completions API that OpenAI began and most servers speak. */
final class ChatCompletions {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String PATH = "/chat/completions";
    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(10);
    private static final int MOST_BYTES = 1 << 20;
    private static final int MOST_SHOWN = 200;
    private static final int OK = 200;

    private final URI uri;
    private final String model;
    private final @Nullable String apiKey;
    private final Duration timeout;
    private final HttpClient client;

    /**
     * @param endpoint base of the API, or the whole address with {@code /chat/completions}
     * @param model its name there
     * @param apiKey sent as a bearer token; null for none
     * @param timeout for one answer
     * @throws CommandException if the endpoint is no address of HTTP
     */
    ChatCompletions(URI endpoint, String model, @Nullable String apiKey, Duration timeout) {
        this.uri = address(endpoint);
        this.model = model;
        this.apiKey = apiKey;
        this.timeout = timeout;
        this.client = HttpClient.newBuilder().connectTimeout(CONNECT_TIMEOUT).build();
    }

    private static URI address(URI endpoint) {
        String scheme = endpoint.getScheme();
        if (scheme == null
                || !Set.of("http", "https").contains(scheme.toLowerCase(Locale.ROOT))
                || endpoint.getHost() == null) {
            throw new CommandException(
                    ExitCode.USAGE, "--endpoint: " + endpoint + " (expected: http://HOST:PORT/v1 or https://…)");
        }
        String text = endpoint.toString().replaceFirst("/+$", "");
        return URI.create(text.endsWith(PATH) ? text : text + PATH);
    }

    /**
     * Asks one question, without anything that was said before.
     *
     * @throws CommandException if there is no answer
     */
    String ask(String question) throws InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(uri)
                .timeout(timeout)
                .header("Content-Type", "application/json")
                .header("Accept", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(body(question)));
        if (apiKey != null) {
            request.header("Authorization", "Bearer " + apiKey);
        }
        try {
            HttpResponse<InputStream> response =
                    client.send(request.build(), HttpResponse.BodyHandlers.ofInputStream());
            try (InputStream in = response.body()) {
                byte[] bytes = in.readNBytes(MOST_BYTES + 1);
                if (bytes.length > MOST_BYTES) {
                    throw failure("answered with more than " + MOST_BYTES + " bytes", null);
                }
                return content(response.statusCode(), new String(bytes, StandardCharsets.UTF_8));
            }
        } catch (HttpConnectTimeoutException e) {
            throw failure("cannot be reached in time (check --endpoint)", e);
        } catch (HttpTimeoutException e) {
            throw failure("no answer in " + timeout.toMillis() / 1000.0 + " s (give it longer with --timeout)", e);
        } catch (IOException e) {
            String reason = e.getMessage() == null ? "" : ": " + e.getMessage();
            throw failure("cannot be reached" + reason + " (check that it runs, and --endpoint)", e);
        }
    }

    private String body(String question) {
        ObjectNode body = JSON.createObjectNode();
        body.put("model", model);
        body.putArray("messages").addObject().put("role", "user").put("content", question);
        body.put("temperature", 0);
        body.put("stream", false);
        return body.toString();
    }

    private String content(int status, String body) {
        if (status != OK) {
            throw failure("answered with status " + status + ": " + complaint(body), null);
        }
        JsonNode content;
        try {
            content = JSON.readTree(body).at("/choices/0/message/content");
        } catch (JsonProcessingException e) {
            throw failure("answered with what is no JSON: " + shortened(body), e);
        }
        if (!content.isTextual()) {
            throw failure("answered without choices[0].message.content: " + shortened(body), null);
        }
        return content.textValue();
    }

    /** What the server says was wrong: {@code {"error": {"message": …}}} by custom. */
    private static String complaint(String body) {
        try {
            JsonNode error = JSON.readTree(body).path("error");
            JsonNode message = error.isTextual() ? error : error.path("message");
            return shortened(message.isTextual() ? message.textValue() : body);
        } catch (JsonProcessingException e) {
            return shortened(body);
        }
    }

    private static String shortened(String text) {
        String line = text.strip().replaceAll("\\s+", " ");
        return line.length() > MOST_SHOWN ? line.substring(0, MOST_SHOWN) + "…" : line;
    }

    private CommandException failure(String what, @Nullable Exception cause) {
        String message = "language model at " + uri + ": " + what;
        return cause == null
                ? new CommandException(ExitCode.ENDPOINT, message)
                : new CommandException(ExitCode.ENDPOINT, message, cause);
    }
}
