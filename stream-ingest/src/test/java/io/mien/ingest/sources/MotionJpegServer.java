package io.mien.ingest.sources;

import static java.nio.charset.StandardCharsets.US_ASCII;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import io.mien.ingest.picture.Picture;
import io.mien.ingest.picture.PictureEncoder;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.Base64;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;

/** A camera that sends JPEG pictures over HTTP, as the cheapest do: each with its number, 25 a second. */
final class MotionJpegServer implements AutoCloseable {
    private static final int MILLIS_A_PICTURE = 40;

    private final HttpServer server;
    private final String scheme;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private volatile boolean silent;
    private volatile boolean breaking;
    private volatile int scale = 1;
    private volatile String password = "";
    private volatile boolean closed;

    /** @param port 0 for any */
    MotionJpegServer(int port) throws IOException {
        this(HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0), "http");
    }

    /** One that shows a certificate. */
    MotionJpegServer(SSLContext context) throws IOException {
        this(secured(context), "https");
    }

    private static HttpServer secured(SSLContext context) throws IOException {
        HttpsServer secured = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        secured.setHttpsConfigurator(new HttpsConfigurator(context));
        return secured;
    }

    private MotionJpegServer(HttpServer server, String scheme) {
        this.server = server;
        this.scheme = scheme;
        server.createContext("/video", this::serve);
        server.setExecutor(threads);
        server.start();
    }

    int port() {
        return server.getAddress().getPort();
    }

    String address() {
        return scheme + "://127.0.0.1:" + port() + "/video";
    }

    /** Keeps connections open and sends nothing. */
    void silent(boolean now) {
        silent = now;
    }

    /** Closes the connections. */
    void breaking(boolean now) {
        breaking = now;
    }

    /** Sends larger pictures. */
    void scale(int times) {
        scale = times;
    }

    /** Wants the user {@code user} with this. */
    void password(String wanted) {
        password = wanted;
    }

    private void serve(HttpExchange exchange) throws IOException {
        String wanted = "Basic " + Base64.getEncoder().encodeToString(("user:" + password).getBytes(US_ASCII));
        if (!password.isEmpty() && !wanted.equals(exchange.getRequestHeaders().getFirst("Authorization"))) {
            exchange.getResponseHeaders().add("WWW-Authenticate", "Basic realm=\"camera\"");
            exchange.sendResponseHeaders(401, -1);
            exchange.close();
            return;
        }
        exchange.getResponseHeaders().add("Content-Type", "multipart/x-mixed-replace; boundary=frame");
        exchange.sendResponseHeaders(200, 0);
        try (exchange;
                OutputStream out = exchange.getResponseBody()) {
            for (int number = 0; !closed && !breaking; number++) {
                TimeUnit.MILLISECONDS.sleep(MILLIS_A_PICTURE);
                if (!silent) {
                    out.write(part(number % NumberedFilm.PICTURES, scale));
                    out.flush();
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static byte[] part(int number, int scale) throws IOException {
        ByteBuffer jpeg = jpeg(number, scale);
        byte[] head = ("--frame\r\nContent-Type: image/jpeg\r\nContent-Length: " + jpeg.remaining() + "\r\n\r\n")
                .getBytes(US_ASCII);
        ByteBuffer part = ByteBuffer.allocate(head.length + jpeg.remaining() + 2);
        return part.put(head).put(jpeg).put("\r\n".getBytes(US_ASCII)).array();
    }

    /** The picture of a number. */
    static ByteBuffer jpeg(int number, int scale) {
        int width = NumberedFilm.WIDTH * scale;
        int height = NumberedFilm.HEIGHT * scale;
        try (Picture picture = Picture.ofRgb(width, height, NumberedFilm.pixels(number, width, height))) {
            return PictureEncoder.jpeg(90).encode(picture);
        }
    }

    @Override
    public void close() {
        closed = true;
        server.stop(0);
        threads.shutdownNow();
    }
}
