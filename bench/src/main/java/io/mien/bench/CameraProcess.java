package io.mien.bench;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * An RTSP camera with a real encoder in a process of its own, the one of ingest's tests, which shows pictures over and over. It
 * ends by itself when this process is gone. Not safe for use by many threads.
 */
final class CameraProcess implements AutoCloseable {
    private static final Path SCRIPT =
            Path.of("stream-ingest/src/test/resources/io/mien/ingest/sources/rtsp-camera.py");
    private static final String PYTHON = "/usr/bin/python3";

    private final int port;
    private final List<String> options;
    private Process process;

    /**
     * Starts one.
     *
     * @param port that is free, and stays so while the camera is away: none of those that outgoing connections get
     * @param options of the script
     */
    CameraProcess(int port, List<String> options) throws IOException {
        this.port = port;
        this.options = List.copyOf(options);
        this.process = launch(List.of());
    }

    String address() {
        return "rtsp://127.0.0.1:" + port + "/main";
    }

    /** After a {@link #kill()}. */
    void start(String... further) throws IOException {
        process = launch(List.of(further));
    }

    private Process launch(List<String> further) throws IOException {
        List<String> command = new ArrayList<>(List.of(PYTHON, SCRIPT.toString(), Integer.toString(port)));
        command.addAll(options);
        command.addAll(further);
        Process started = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        BufferedReader output = started.inputReader(UTF_8);
        if (!"ready".equals(output.readLine())) {
            started.destroyForcibly();
            throw new IOException("the RTSP server does not start (expected: " + PYTHON
                    + " with python3-gi, gir1.2-gst-rtsp-server-1.0," + " gstreamer1.0-plugins-good, -bad and -ugly)");
        }
        return started;
    }

    void kill() {
        process.destroyForcibly().onExit().join();
    }

    void signal(String name) throws IOException, InterruptedException {
        Process tool = new ProcessBuilder("kill", "-" + name, Long.toString(process.pid())).start();
        if (tool.waitFor() != 0) {
            throw new IOException("kill -" + name + ": failed");
        }
    }

    @Override
    public void close() {
        kill();
    }
}
