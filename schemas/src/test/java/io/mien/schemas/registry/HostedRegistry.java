package io.mien.schemas.registry;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsParameters;
import com.sun.net.httpserver.HttpsServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import org.apache.avro.Schema;
import org.jspecify.annotations.Nullable;

/** A registry as somebody else runs it: it knows one client, which may or may not register schemas. */
final class HostedRegistry implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final HttpServer server;
    private final String scheme;
    private final @Nullable String authorization;
    private final Map<String, Schema> schemas;
    private final List<String> requests = new CopyOnWriteArrayList<>();
    private volatile int refusal;
    private volatile int refusalCode;

    /**
     * Starts one over HTTP.
     *
     * @param authorization what each request must carry, or null for nothing
     * @param schemas that are there, by subject; their ids are 7
     */
    HostedRegistry(@Nullable String authorization, Map<String, Schema> schemas) throws IOException {
        this(HttpServer.create(address(), 0), "http", authorization, schemas);
    }

    /** Starts one over TLS that wants a certificate of its clients. */
    static HostedRegistry withTls(SSLContext context) throws IOException {
        HttpsServer server = HttpsServer.create(address(), 0);
        server.setHttpsConfigurator(new HttpsConfigurator(context) {
            @Override
            public void configure(HttpsParameters parameters) {
                SSLParameters tls = context.getDefaultSSLParameters();
                tls.setNeedClientAuth(true);
                parameters.setSSLParameters(tls);
            }
        });
        return new HostedRegistry(server, "https", null, Map.of());
    }

    private HostedRegistry(
            HttpServer server, String scheme, @Nullable String authorization, Map<String, Schema> schemas) {
        this.server = server;
        this.scheme = scheme;
        this.authorization = authorization;
        this.schemas = schemas;
        server.createContext("/", this::serve);
        server.start();
    }

    private static InetSocketAddress address() {
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    }

    /** From now on nobody registers: this is the answer. */
    HostedRegistry refusing(int status, int errorCode) {
        refusal = status;
        refusalCode = errorCode;
        return this;
    }

    URI url() {
        return url("");
    }

    /** @param userInfo to stand before the host, with its @ */
    URI url(String userInfo) {
        return URI.create(
                scheme + "://" + userInfo + "localhost:" + server.getAddress().getPort());
    }

    /** Method and path of each request that was let in. */
    List<String> requests() {
        return requests;
    }

    private void serve(HttpExchange exchange) throws IOException {
        exchange.getRequestBody().readAllBytes();
        String method = exchange.getRequestMethod();
        String path = exchange.getRequestURI().getPath();
        if (authorization != null
                && !authorization.equals(exchange.getRequestHeaders().getFirst("Authorization"))) {
            answer(exchange, 401, Map.of("error_code", 401, "message", "Unauthorized"));
            return;
        }
        requests.add(method + " " + path);
        if (method.equals("POST") && path.endsWith("/versions")) {
            if (refusal != 0) {
                answer(exchange, refusal, Map.of("error_code", refusalCode, "message", "no writing"));
            } else {
                answer(exchange, 200, Map.of("id", 7));
            }
            return;
        }
        Schema schema = schemas.get(path.replaceAll("^/subjects/|/versions.*$", ""));
        if (schema == null || method.equals("POST")) {
            answer(exchange, 404, Map.of("error_code", 40401, "message", "Subject not found"));
        } else {
            answer(
                    exchange,
                    200,
                    path.endsWith("/versions") ? List.of(1) : Map.of("id", 7, "schema", schema.toString()));
        }
    }

    private static void answer(HttpExchange exchange, int status, Object body) throws IOException {
        byte[] bytes = JSON.writeValueAsString(body).getBytes(StandardCharsets.UTF_8);
        try (exchange) {
            exchange.sendResponseHeaders(status, bytes.length);
            exchange.getResponseBody().write(bytes);
        }
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
