package io.mien.ingest.sources;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.net.BindException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** A real RTSP server with a real encoder in a process of its own, which can be killed and frozen: rtsp-camera.py. */
final class RtspCamera implements AutoCloseable {
    private static final String PYTHON = "/usr/bin/python3";
    private static final int LAST_PORT = 29_000;
    private static final AtomicInteger NEXT_PORT = new AtomicInteger(28_000);

    private final Path script;
    private final int port;
    private final List<String> options;
    private Process process;

    private RtspCamera(Path script, int port, List<String> options) throws IOException {
        this.script = script;
        this.port = port;
        this.options = List.copyOf(options);
        this.process = launch();
    }

    /** Skips the test where GStreamer's RTSP server is not installed. */
    static void require() throws IOException, InterruptedException {
        assumeThat(Files.isExecutable(Path.of(PYTHON)))
                .as("%s (for the RTSP server of the tests)", PYTHON)
                .isTrue();
        Process check = new ProcessBuilder(
                        PYTHON,
                        "-c",
                        "import gi; gi.require_version('Gst', '1.0'); gi.require_version('GstRtspServer', '1.0');"
                                + " from gi.repository import Gst, GstRtspServer; Gst.init(None);"
                                + " assert Gst.ElementFactory.find('x264enc') and Gst.ElementFactory.find('rtph264pay')")
                .redirectErrorStream(true)
                .start();
        check.getInputStream().readAllBytes();
        assumeThat(check.waitFor())
                .as("exit code of looking for GStreamer's RTSP server (python3-gi, gir1.2-gst-rtsp-server-1.0,"
                        + " gstreamer1.0-plugins-good, -bad and -ugly)")
                .isZero();
    }

    /**
     * Starts one.
     *
     * @param folder for the script
     * @param options of the script
     */
    static RtspCamera start(Path folder, String... options) throws IOException {
        Path script = folder.resolve("rtsp-camera.py");
        try (InputStream text =
                Objects.requireNonNull(RtspCamera.class.getResourceAsStream("rtsp-camera.py"), "rtsp-camera.py")) {
            Files.copy(text, script, StandardCopyOption.REPLACE_EXISTING);
        }
        return new RtspCamera(script, freePort(), List.of(options));
    }

    /** Not one of those that the system gives to outgoing connections: it has to be free again after a restart. */
    private static int freePort() throws IOException {
        for (int port = NEXT_PORT.getAndIncrement(); port < LAST_PORT; port = NEXT_PORT.getAndIncrement()) {
            if (isFree(port)) {
                return port;
            }
        }
        throw new IOException("no port is free");
    }

    private static boolean isFree(int port) throws IOException {
        try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
            return socket.isBound();
        } catch (BindException e) {
            return false;
        }
    }

    private Process launch() throws IOException {
        List<String> command = new ArrayList<>(List.of(PYTHON, script.toString(), Integer.toString(port)));
        command.addAll(options);
        Process started = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        BufferedReader output = started.inputReader(UTF_8);
        if (!"ready".equals(output.readLine())) {
            started.destroyForcibly();
            throw new IOException("the RTSP server does not start");
        }
        return started;
    }

    LiveAddress address() {
        return LiveAddress.parse("rtsp://127.0.0.1:" + port + "/main");
    }

    void kill() throws InterruptedException {
        process.destroyForcibly().waitFor();
    }

    void startAgain() throws IOException {
        process = launch();
    }

    /** As a camera whose software hangs: its connections stay. */
    void freeze() throws IOException, InterruptedException {
        signal("STOP");
    }

    void thaw() throws IOException, InterruptedException {
        signal("CONT");
    }

    private void signal(String name) throws IOException, InterruptedException {
        new ProcessBuilder("kill", "-" + name, Long.toString(process.pid()))
                .start()
                .waitFor();
    }

    @Override
    public void close() {
        process.destroyForcibly();
        try {
            process.waitFor(5, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
