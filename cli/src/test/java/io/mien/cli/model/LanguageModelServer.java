package io.mien.cli.model;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;

/** A server that speaks the chat-completions API and answers as it is told to. */
final class LanguageModelServer implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final HttpServer server;
    private final List<Request> requests = new CopyOnWriteArrayList<>();

    /** What came in. */
    record Request(String path, String authorization, JsonNode body) {
        String question() {
            return body.at("/messages/0/content").textValue();
        }
    }

    /** What goes out. */
    record Answer(int status, String body) {

        /** In the form that the API has. */
        static Answer saying(String content) {
            return new Answer(
                    200,
                    JSON.createObjectNode()
                            .set(
                                    "choices",
                                    JSON.createArrayNode()
                                            .add(JSON.createObjectNode()
                                                    .set(
                                                            "message",
                                                            JSON.createObjectNode()
                                                                    .put("content", content))))
                            .toString());
        }
    }

    LanguageModelServer(Function<Request, Answer> answers) throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> handle(exchange, answers));
        server.start();
    }

    private void handle(HttpExchange exchange, Function<Request, Answer> answers) throws IOException {
        try (exchange) {
            Request request = new Request(
                    exchange.getRequestURI().getPath(),
                    String.valueOf(exchange.getRequestHeaders().getFirst("Authorization")),
                    JSON.readTree(exchange.getRequestBody()));
            requests.add(request);
            Answer answer = answers.apply(request);
            byte[] bytes = answer.body().getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(answer.status(), bytes.length);
            exchange.getResponseBody().write(bytes);
        }
    }

    String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    List<Request> requests() {
        return List.copyOf(requests);
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
