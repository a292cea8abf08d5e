package io.mien.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.mien.cli.terminal.ExitCode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a user is told who asks for what cannot be done: one sentence, and the documented exit code. */
final class CommandLineIT {
    /** Nobody listens on the discard port. */
    private static final String NOBODY = "127.0.0.1:9";

    @TempDir
    Path folder;

    private record Result(int exitCode, String err) {}

    private static Result run(Map<String, String> environment, String... arguments) {
        PrintStream before = System.err;
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (PrintStream err = new PrintStream(bytes, true, StandardCharsets.UTF_8)) {
            System.setErr(err);
            return new Result(Mien.run(arguments, environment), bytes.toString(StandardCharsets.UTF_8));
        } finally {
            System.setErr(before);
        }
    }

    private static void isRefused(ExitCode code, String saying, String... arguments) {
        isRefused(run(Map.of(), arguments), code, saying);
    }

    private static void isRefused(Result result, ExitCode code, String saying) {
        assertThat(result.err()).contains(saying);
        assertThat(result.exitCode()).as(result.err()).isEqualTo(code.code());
        List<String> lines = result.err()
                .lines()
                .filter(line -> !line.startsWith("Try '") && !line.startsWith("Did you mean"))
                .toList();
        assertThat(lines)
                .as("one sentence")
                .hasSize(1)
                .allSatisfy(line -> assertThat(line).startsWith("mien: "));
    }

    @Test
    void inputsThatAreNoVideoAreRefused() throws IOException {
        Path empty = Files.createFile(folder.resolve("empty.mp4"));
        Path text = Files.writeString(folder.resolve("text.mp4"), "no video".repeat(1000));
        String missing = folder.resolve("missing.mp4").toString();

        isRefused(ExitCode.INPUT, missing + ": not there", "demo", "--input", missing);
        isRefused(ExitCode.INPUT, "a folder", "demo", "--input", folder.toString());
        isRefused(ExitCode.INPUT, "no video in it", "demo", "--input", empty.toString());
        isRefused(ExitCode.INPUT, "no video in it", "demo", "--input", text.toString());
        isRefused(ExitCode.INPUT, "not there", "ingest", "--input", missing, "--bootstrap-servers", NOBODY);
    }

    @Test
    void modelsAndDetectorsThatAreNoneAreRefused() throws IOException {
        String text = Files.writeString(folder.resolve("text.onnx"), "no model").toString();
        String missing = folder.resolve("missing").toString();

        isRefused(ExitCode.MODEL, "OpenCV cannot load it", "demo", "--detector", text);
        isRefused(ExitCode.MODEL, "not there", "demo", "--detector", missing);
        isRefused(ExitCode.MODEL, "no mien-model.json", "demo", "--model", missing);
    }

    @Test
    void aModelPackageWithAChangedByteIsRefused() throws IOException {
        Path model = folder.resolve("model");
        assertThat(run(Map.of(), "model", "build", "--untrained", "--out", model.toString())
                        .exitCode())
                .isZero();
        Path graph;
        try (java.util.stream.Stream<Path> files = Files.walk(model)) {
            graph = files.filter(file -> file.endsWith("saved_model.pb"))
                    .findFirst()
                    .orElseThrow();
        }
        byte[] bytes = Files.readAllBytes(graph);
        bytes[bytes.length / 2] ^= 1;
        Files.write(graph, bytes);

        isRefused(ExitCode.MODEL, "saved_model.pb", "demo", "--model", model.toString());
    }

    @Test
    void aTakenPortIsSaidBeforeAnythingIsStarted() throws IOException {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            isRefused(ExitCode.PORT, "cannot be listened on", "demo", "--port", "" + taken.getLocalPort());
        }
        isRefused(ExitCode.USAGE, "expected: 0 to 65535", "demo", "--port", "99999");
    }

    @Test
    void filesThatCannotBeWrittenAreRefused() {
        String nowhere = folder.resolve("none/readings.jsonl").toString();

        isRefused(ExitCode.DISK, "no such file or folder", "demo", "--readings", nowhere);
        isRefused(ExitCode.DISK, "cannot be written", "demo", "--readings", folder.toString());
        isRefused(ExitCode.DISK, "cannot be written", "demo", "--log-file", folder.toString());
    }

    @Test
    void whatNoCommandKnowsIsRefused() throws IOException {
        Path configuration = Files.writeString(folder.resolve("mien.properties"), "infer.porpose = x\n");

        isRefused(ExitCode.USAGE, "--nonsense", "demo", "--nonsense");
        isRefused(ExitCode.USAGE, "dmeo", "dmeo");
        isRefused(ExitCode.USAGE, "such as infer.purpose", "demo", "--config", configuration.toString());
        isRefused(ExitCode.USAGE, "cannot be read", "demo", "--config", "missing.properties");
        isRefused(run(Map.of("MIEN_INFER_PORPOSE", "x"), "demo"), ExitCode.USAGE, "such as MIEN_INFER_PURPOSE");
        isRefused(ExitCode.USAGE, "--pace", "demo", "--pace", "slow");
        isRefused(ExitCode.USAGE, "--for", "demo", "--for", "-5s");
        isRefused(ExitCode.USAGE, "--purpose", "demo", "--purpose", " ");
    }

    @Tag("long")
    @Test
    void aBrokerThatIsNotThereIsSaid() {
        isRefused(ExitCode.KAFKA, "no answer in 10 s", "topics", "create", "--bootstrap-servers", NOBODY);
        isRefused(ExitCode.KAFKA, "no answer in 10 s", "ingest", "--bootstrap-servers", NOBODY);
        isRefused(ExitCode.KAFKA, "nowhere", "topics", "create", "--bootstrap-servers", "nowhere");
    }
}
