package io.mien.ingest;

import io.mien.ingest.detect.DetectorSettings;
import io.mien.schemas.registry.SchemaRegistrySettings;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** An ingest in a process of its own, which can be killed. */
public final class IngestChild implements AutoCloseable {
    private final Process process;

    private IngestChild(Process process) {
        this.process = process;
    }

    static IngestChild start(String server, Path state) throws IOException {
        return new IngestChild(new ProcessBuilder(List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx256m",
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("java.class.path"),
                        IngestChild.class.getName(),
                        server,
                        state.toString()))
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start());
    }

    void kill() throws InterruptedException {
        process.destroyForcibly().waitFor();
    }

    @Override
    public void close() {
        process.destroyForcibly().onExit().join();
    }

    /** Runs until it is killed, or its parent is gone. */
    public static void main(String[] arguments) {
        Map<String, String> kafka = Map.of("bootstrap.servers", arguments[0]);
        IngestConfiguration configuration = IngestConfiguration.defaults(
                        kafka,
                        new SchemaRegistrySettings(null, kafka),
                        Path.of(arguments[1]),
                        DetectorSettings.cascade())
                .withThreads(2);
        try (IngestApplication ingest = IngestApplication.start(configuration, SquareDetector::new)) {
            ProcessHandle.current().parent().orElseThrow().onExit().join();
            System.exit(ingest.counts().received() > 0 ? 0 : 1);
        }
    }
}
