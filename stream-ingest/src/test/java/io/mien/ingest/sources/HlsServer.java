package io.mien.ingest.sources;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import javax.net.ssl.SSLContext;
import org.bytedeco.javacv.FrameRecorder;
import org.jspecify.annotations.Nullable;

/**
 * A live stream of HLS: a numbered film of 25 pictures a second in segments of 24 pictures, over and over, each segment there
 * when its last picture was "taken". Each time the film begins again its stamps do too, which the playlist says; the camera's
 * clock was put forward by a second and a half meanwhile.
 */
final class HlsServer implements AutoCloseable {
    static final Duration PICTURE = Duration.ofMillis(40);

    private static final int PICTURES_A_SEGMENT = 24;
    private static final int SEGMENTS = NumberedFilm.PICTURES / PICTURES_A_SEGMENT;
    private static final int LISTED = 4;
    /** Of the first round, so that the second is not far. */
    private static final int THERE_AT_THE_START = 7;

    private static final Duration SEGMENT = PICTURE.multipliedBy(PICTURES_A_SEGMENT);
    private static final Duration PUT_FORWARD = Duration.ofMillis(1_500);

    private final Path folder;
    private final Duration astray;
    private final boolean dated;
    private final boolean secured;
    private final String segments;
    private final Instant begun = Instant.now().minus(SEGMENT.multipliedBy(THERE_AT_THE_START));
    private final HttpServer server;
    private final ExecutorService threads = Executors.newCachedThreadPool();

    /**
     * Starts one.
     *
     * @param folder for the film
     * @param format of the segments: {@code mpegts} or {@code fmp4}
     * @param dated whether the playlist has dates
     * @param astray how far the camera's clock is off
     */
    HlsServer(Path folder, String format, boolean dated, Duration astray) throws IOException {
        this(folder, format, dated, astray, null, "");
    }

    /**
     * One that shows a certificate.
     *
     * @param segments where the playlist says that its segments are; empty: here
     */
    HlsServer(Path folder, SSLContext context, String segments) throws IOException {
        this(folder, "mpegts", true, Duration.ZERO, context, segments);
    }

    private HlsServer(
            Path folder, String format, boolean dated, Duration astray, @Nullable SSLContext context, String segments)
            throws IOException {
        this.folder = folder;
        this.secured = context != null;
        this.segments = segments;
        this.astray = astray;
        this.dated = dated;
        try {
            NumberedFilm.write(
                    folder.resolve("film.m3u8"),
                    "hls",
                    "libopenh264",
                    25,
                    number -> number * PICTURE.toNanos() / 1_000,
                    Map.of("hls_time", "0.96", "hls_list_size", "0", "hls_segment_type", format));
        } catch (FrameRecorder.Exception e) {
            throw new IOException(e);
        }
        InetSocketAddress anyPort = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
        if (context == null) {
            this.server = HttpServer.create(anyPort, 0);
        } else {
            HttpsServer encrypted = HttpsServer.create(anyPort, 0);
            encrypted.setHttpsConfigurator(new HttpsConfigurator(context));
            this.server = encrypted;
        }
        server.createContext("/", this::serve);
        server.setExecutor(threads);
        server.start();
    }

    String root() {
        return (secured ? "https" : "http") + "://127.0.0.1:"
                + server.getAddress().getPort() + "/";
    }

    String address() {
        return root() + "master.m3u8?token=secret";
    }

    /** When a picture was taken the n-th time, by the camera's clock. */
    Instant taken(int number, int round) {
        return date((long) round * SEGMENTS).plus(PICTURE.multipliedBy(number));
    }

    private Instant date(long segment) {
        return begun.plus(SEGMENT.multipliedBy(segment))
                .plus(PUT_FORWARD.multipliedBy(segment / SEGMENTS))
                .plus(astray);
    }

    private void serve(HttpExchange exchange) throws IOException {
        String name = exchange.getRequestURI().getPath().substring(1);
        byte[] body = name.endsWith(".m3u8")
                ? (name.startsWith("master") ? "#EXTM3U\n#EXT-X-STREAM-INF:BANDWIDTH=2000000\nlive.m3u8\n" : playlist())
                        .getBytes(UTF_8)
                : Files.readAllBytes(folder.resolve(name));
        exchange.sendResponseHeaders(200, body.length);
        try (exchange;
                OutputStream out = exchange.getResponseBody()) {
            out.write(body);
        }
    }

    private String playlist() throws IOException {
        String film = Files.readString(folder.resolve("film.m3u8"));
        String map = film.lines()
                .filter(line -> line.startsWith("#EXT-X-MAP"))
                .findFirst()
                .orElse("");
        long whole = Duration.between(begun, Instant.now()).dividedBy(SEGMENT);
        long first = Math.max(0, whole - LISTED);
        StringBuilder list = new StringBuilder(
                        "#EXTM3U\n#EXT-X-VERSION:7\n#EXT-X-TARGETDURATION:1\n#EXT-X-MEDIA-SEQUENCE:")
                .append(first)
                .append('\n')
                .append(map)
                .append('\n');
        for (long segment = first; segment < whole; segment++) {
            if (segment > 0 && segment % SEGMENTS == 0) {
                list.append("#EXT-X-DISCONTINUITY\n");
            }
            if (dated) {
                list.append("#EXT-X-PROGRAM-DATE-TIME:").append(date(segment)).append('\n');
            }
            list.append("#EXTINF:0.960000,\n")
                    .append(segments)
                    .append("film")
                    .append(segment % SEGMENTS)
                    .append(map.isEmpty() ? ".ts\n" : ".m4s\n");
        }
        return list.toString();
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
