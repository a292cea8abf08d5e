package io.mien.bench;

import io.mien.cli.Mien;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.TimeUnit;

/**
 * A JVM like this one, with the same classes, that can be killed as a machine's failure would: the process, at once. It ends
 * by itself when this one is gone. Not safe for use by many threads.
 */
final class ChildJvm implements AutoCloseable {
    private static final long PATIENCE_SECONDS = 60;

    private final Process process;

    private ChildJvm(Process process) {
        this.process = process;
    }

    /**
     * Starts one.
     *
     * @param log takes what it says; appended to
     */
    static ChildJvm start(Path log, Class<?> main, List<String> arguments) throws IOException {
        return start(List.of(), log, main, arguments);
    }

    /**
     * The same, by another command.
     *
     * @param before words of a command that becomes what follows them, such as {@code taskset}
     */
    static ChildJvm start(List<String> before, Path log, Class<?> main, List<String> arguments) throws IOException {
        List<String> command = new ArrayList<>(before);
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        for (String options : List.of("jvm.options", "heap.options")) {
            command.add("@" + SourceTree.path(options));
        }
        command.addAll(
                List.of("-XX:TieredStopAtLevel=1", "-cp", System.getProperty("java.class.path"), main.getName()));
        command.addAll(arguments);
        ProcessBuilder builder = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
        builder.environment().put("TF_CPP_MIN_LOG_LEVEL", "2");
        return new ChildJvm(builder.start());
    }

    boolean isAlive() {
        return process.isAlive();
    }

    long pid() {
        return process.pid();
    }

    /**
     * Waits for its end.
     *
     * @return its exit code; empty if it is still there after so many seconds
     */
    OptionalInt awaitEnd(int seconds) throws InterruptedException {
        return process.waitFor(seconds, TimeUnit.SECONDS) ? OptionalInt.of(process.exitValue()) : OptionalInt.empty();
    }

    /** Waits for its end, which must be a good one. */
    void awaitSuccess() throws InterruptedException {
        int exit = process.waitFor();
        if (exit != 0) {
            throw new IllegalStateException("a process of the benchmark's own ended with " + exit + "; see its log");
        }
    }

    /** At once, without a word to it. */
    void kill() {
        process.destroyForcibly().onExit().join();
    }

    /** As a user stops it. Not by {@link Process#destroy}, which closes its input too and so ends it at once. */
    void stop() throws IOException, InterruptedException {
        signal("TERM");
        if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
            kill();
        }
    }

    void signal(String name) throws IOException, InterruptedException {
        run("kill", "-" + name, Long.toString(pid()));
    }

    /**
     * Lets it write no file beyond so many bytes, as on a disk that is full; Linux only.
     *
     * @param bytes or {@code unlimited}
     */
    void limitFiles(String bytes) throws IOException, InterruptedException {
        run("prlimit", "--pid", Long.toString(pid()), "--fsize=" + bytes + ":");
    }

    private static void run(String... command) throws IOException, InterruptedException {
        Process tool = new ProcessBuilder(command).inheritIO().start();
        if (tool.waitFor() != 0) {
            throw new IllegalStateException(String.join(" ", command) + ": failed");
        }
    }

    @Override
    public void close() {
        kill();
    }

    /** Ends this process when the one that started it is gone, whatever happened to that. */
    static void endWithParent() {
        Thread watch = new Thread(
                () -> {
                    try {
                        while (System.in.read() >= 0) {
                            // Nothing is ever written.
                        }
                    } catch (IOException e) {
                        // As good as the end.
                    }
                    Runtime.getRuntime().halt(1);
                },
                "end-with-parent");
        watch.setDaemon(true);
        watch.start();
    }

    /** {@code mien} as a child. */
    static final class Command {
        private Command() {}

        public static void main(String[] arguments) {
            endWithParent();
            Mien.main(arguments);
        }
    }
}
