package io.mien.gateway;

import io.mien.broker.EmbeddedBroker;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** A broker in a process of its own, which can be made to stand still without a word to its clients. */
final class FrozenBroker implements AutoCloseable {
    private final Process process;
    private final int port;

    private FrozenBroker(Process process, int port) {
        this.process = process;
        this.port = port;
    }

    static FrozenBroker start(Path folder) throws IOException {
        int port;
        try (ServerSocket probe = new ServerSocket(0)) {
            port = probe.getLocalPort();
        }
        Files.createDirectories(folder);
        Process process = new ProcessBuilder(List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx256m",
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Main.class.getName(),
                        folder.resolve("data").toString(),
                        Integer.toString(port)))
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("broker.log").toFile())
                .start();
        return new FrozenBroker(process, port);
    }

    String server() {
        return "127.0.0.1:" + port;
    }

    void freeze() throws IOException, InterruptedException {
        signal("STOP");
    }

    void goOn() throws IOException, InterruptedException {
        signal("CONT");
    }

    private void signal(String name) throws IOException, InterruptedException {
        int code = new ProcessBuilder("kill", "-" + name, Long.toString(process.pid()))
                .start()
                .waitFor();
        if (code != 0) {
            throw new IOException("kill -" + name + " ended with " + code);
        }
    }

    @Override
    public void close() {
        process.destroyForcibly().onExit().join();
    }

    /** The broker's process. */
    static final class Main {
        private Main() {}

        public static void main(String[] arguments) throws IOException, InterruptedException {
            EmbeddedBroker unused = EmbeddedBroker.start(Path.of(arguments[0]), Integer.parseInt(arguments[1]));
            Thread.currentThread().join();
        }
    }
}
