package io.mien.cli;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * A command line of Mien in a JVM of its own, with the options and the heap that the launcher gives it: with an exit code,
 * and open to signals. Killed when it is closed.
 */
final class ChildMien implements AutoCloseable {
    private final Process process;
    private final Path out;
    private final Path err;

    private ChildMien(Process process, Path out, Path err) {
        this.process = process;
        this.out = out;
        this.err = err;
    }

    /**
     * Starts one.
     *
     * @param folder for its output and its temporary files
     * @param name of this child in the folder
     */
    static ChildMien start(Path folder, String name, String... arguments) throws IOException {
        return start(Map.of(), folder, name, arguments);
    }

    /** Starts one with further variables in its environment. */
    static ChildMien start(Map<String, String> environment, Path folder, String name, String... arguments)
            throws IOException {
        return start(List.of(), environment, folder, name, arguments);
    }

    /**
     * Starts one that can make no file larger than so many KiB: its broker sees what it would see of a full disk.
     *
     * @param kibibytes above the 10 MiB that Kafka reserves for an index, and above the largest file of Flink
     */
    static ChildMien startWithSmallFiles(int kibibytes, Path folder, String name, String... arguments)
            throws IOException {
        return start(
                List.of("bash", "-c", "ulimit -f \"$0\"; exec \"$@\"", Integer.toString(kibibytes)),
                Map.of(),
                folder,
                name,
                arguments);
    }

    private static ChildMien start(
            List<String> launcher, Map<String, String> environment, Path folder, String name, String... arguments)
            throws IOException {
        Path temporary = Files.createDirectories(folder.resolve(name + "-tmp"));
        Path out = folder.resolve(name + ".out");
        Path err = folder.resolve(name + ".err");
        List<String> command = new ArrayList<>(launcher);
        command.addAll(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                options("jvm.options"),
                options("heap.options")));
        // Also for recorded videos, unlike the launcher: on films of 22 s the full compiler took twice the processor
        // time.
        command.add("-XX:TieredStopAtLevel=1");
        command.addAll(List.of(
                "-Djava.io.tmpdir=" + temporary, "-cp", System.getProperty("java.class.path"), "io.mien.cli.Mien"));
        command.addAll(List.of(arguments));
        ProcessBuilder builder =
                new ProcessBuilder(command).redirectOutput(out.toFile()).redirectError(err.toFile());
        builder.environment().put("TF_CPP_MIN_LOG_LEVEL", "2");
        builder.environment().putAll(environment);
        return new ChildMien(builder.start(), out, err);
    }

    /** A file of the JVM's options as {@code java} reads it. */
    private static String options(String file) {
        return "@" + Path.of("..", file).toAbsolutePath().normalize();
    }

    /** Its exit code. */
    int await(Duration patience) throws InterruptedException, IOException {
        if (!process.waitFor(patience.toSeconds(), TimeUnit.SECONDS)) {
            throw new AssertionError("not ended in " + patience + "; out: " + out() + "; err: " + err());
        }
        return process.exitValue();
    }

    /** Sends a signal by its name, such as {@code INT}. */
    void signal(String name) throws IOException, InterruptedException {
        new ProcessBuilder("kill", "-" + name, Long.toString(process.pid()))
                .start()
                .waitFor();
    }

    boolean isAlive() {
        return process.isAlive();
    }

    String out() throws IOException {
        return Files.readString(out, StandardCharsets.UTF_8);
    }

    String err() throws IOException {
        return Files.readString(err, StandardCharsets.UTF_8);
    }

    /**
     * What Mien itself wrote to the standard error, without what TensorFlow's C++ says before it has a log.
     */
    List<String> sentences() throws IOException {
        return err().lines().filter(line -> line.startsWith("mien: ")).toList();
    }

    @Override
    public void close() {
        process.destroyForcibly().onExit().join();
    }
}
