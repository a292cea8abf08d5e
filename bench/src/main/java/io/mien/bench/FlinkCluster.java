package io.mien.bench;

import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * A job manager and task managers of one slot each, every one a process of its own, laid out and started as in the images: the
 * models' libraries lie in Flink's lib folder, and the same script starts the processes. They are killed when this is closed or
 * this process ends. Not safe for use by many threads.
 */
final class FlinkCluster implements AutoCloseable {
    private static final Path FLINK = SourceTree.path("docker/local/flink");
    private static final Path LIBRARIES = SourceTree.path("docker/job/libraries/target");
    private static final Path JOB_JAR = SourceTree.path("docker/job/target/mien-job.jar");
    private static final Duration PATIENCE = Duration.ofMinutes(4);

    private final Path folder;
    private final Path home;
    private final List<String> before;
    private final String properties;
    private final FlinkRest rest;
    private final List<Process> taskManagers = new ArrayList<>();
    private final List<Process> all = new CopyOnWriteArrayList<>();
    private final Thread end = new Thread(() -> all.forEach(Process::destroyForcibly), "end-flink");
    private int started;

    /**
     * Starts a job manager.
     *
     * @param folder for logs, checkpoints and savepoints
     */
    FlinkCluster(Path folder) throws IOException {
        this(folder, folder.resolve("checkpoints"), List.of());
    }

    /**
     * The same, with checkpoints elsewhere.
     *
     * @param before words of a command that becomes each process
     */
    FlinkCluster(Path folder, Path checkpoints, List<String> before) throws IOException {
        this.folder = Files.createDirectories(folder);
        this.before = List.copyOf(before);
        this.home = Files.createDirectories(folder.resolve("flink"));
        requireBuilt();
        Path lib = Files.createDirectories(home.resolve("lib"));
        link(FLINK.resolve("target/lib"), lib);
        link(LIBRARIES.resolve("lib"), lib);
        link(FLINK.resolve("conf"), Files.createDirectories(home.resolve("conf")));
        Files.createDirectories(home.resolve("plugins"));
        int restPort = freePort();
        this.properties = String.join(
                "\n",
                "jobmanager.rpc.address: localhost",
                "jobmanager.rpc.port: " + freePort(),
                "rest.port: " + restPort,
                "taskmanager.host: localhost",
                "taskmanager.numberOfTaskSlots: 1",
                "taskmanager.memory.process.size: 1600m",
                "taskmanager.memory.managed.size: 64m",
                "taskmanager.memory.network.max: 64m",
                "state.backend.type: hashmap",
                "slot.request.timeout: 240s",
                "execution.checkpointing.dir: " + checkpoints.toUri(),
                "execution.checkpointing.savepoint-dir: "
                        + folder.resolve("savepoints").toUri(),
                "io.tmp.dirs: " + Files.createDirectories(folder.resolve("tmp")));
        this.rest = new FlinkRest(restPort);
        Runtime.getRuntime().addShutdownHook(end);
        all.add(launch(List.of(), "jobmanager", "jobmanager"));
    }

    private static void requireBuilt() {
        for (Path built : List.of(FLINK.resolve("target/lib"), LIBRARIES.resolve("lib"), JOB_JAR)) {
            if (!Files.exists(built)) {
                throw new IllegalStateException(built + ": not there (expected: what mvn -Pquick package makes)");
            }
        }
    }

    private static void link(Path from, Path to) throws IOException {
        try (DirectoryStream<Path> files = Files.newDirectoryStream(from)) {
            for (Path file : files) {
                Path link = to.resolve(file.getFileName());
                // That of a run that goes on here.
                Files.deleteIfExists(link);
                Files.createSymbolicLink(link, file.toRealPath());
            }
        }
    }

    private static int freePort() throws IOException {
        try (ServerSocket probe = new ServerSocket(0)) {
            return probe.getLocalPort();
        }
    }

    private Process launch(List<String> further, String role, String name) throws IOException {
        List<String> command = new ArrayList<>(before);
        command.addAll(further);
        command.addAll(List.of("bash", FLINK.resolve("docker-entrypoint.sh").toString(), role));
        ProcessBuilder builder = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve(name + ".log").toFile());
        Map<String, String> environment = builder.environment();
        environment.put("FLINK_HOME", home.toString());
        environment.put("FLINK_PROPERTIES", properties);
        environment.put(
                "FLINK_ENV_JAVA_OPTS",
                "@" + SourceTree.path("jvm.options") + " -XX:TieredStopAtLevel=1 -Djava.io.tmpdir="
                        + folder.resolve("tmp") + " -Dorg.bytedeco.javacpp.cachedir=" + folder.resolve("native"));
        environment.put("TMPDIR", folder.resolve("tmp").toString());
        environment.put("TF_CPP_MIN_LOG_LEVEL", "2");
        environment.put("PATH", Path.of(System.getProperty("java.home"), "bin") + ":" + System.getenv("PATH"));
        return builder.start();
    }

    FlinkRest rest() {
        return rest;
    }

    /** Uploads the job's jar; its id on the cluster. */
    String upload() throws IOException, InterruptedException {
        rest.await(PATIENCE, () -> !rest.get("/overview").isMissingNode(), "answer");
        return rest.upload(JOB_JAR);
    }

    /**
     * Starts a task manager.
     *
     * @param before words of a command that becomes it, such as {@code taskset}
     */
    void addTaskManager(List<String> before) throws IOException {
        Process taskManager = launch(before, "taskmanager", "taskmanager-" + started++);
        taskManagers.add(taskManager);
        all.add(taskManager);
    }

    /** Until so many slots are there, which includes those in use. */
    void awaitSlots(int slots) throws IOException, InterruptedException {
        rest.await(
                PATIENCE, () -> rest.get("/overview").path("slots-total").asInt() >= slots, "have " + slots + " slots");
    }

    /** Its process number. */
    long jobManager() {
        return all.get(0).pid();
    }

    /** Process numbers of the task managers, the one that was started first first. */
    List<Long> taskManagers() {
        return taskManagers.stream().map(Process::pid).toList();
    }

    /** Kills the task manager that was started first, at once, and starts another. */
    void killTaskManager() throws IOException {
        killTaskManager(0);
    }

    /** Kills the one that stands at this place of {@link #taskManagers()}, at once, and starts another. */
    void killTaskManager(int place) throws IOException {
        Process killed = taskManagers.remove(place);
        killed.destroyForcibly().onExit().join();
        all.remove(killed);
        addTaskManager(List.of());
    }

    /** Stops the job with a savepoint; the savepoint's place. */
    String stop(String job) throws IOException, InterruptedException {
        String request = rest.stop(job);
        rest.await(
                PATIENCE,
                () -> !rest.get("/jobs/" + job + "/savepoints/" + request)
                        .path("status")
                        .path("id")
                        .asText()
                        .equals("IN_PROGRESS"),
                "end the savepoint");
        String place = rest.get("/jobs/" + job + "/savepoints/" + request)
                .path("operation")
                .path("location")
                .asText();
        if (place.isEmpty()) {
            throw new IllegalStateException("no savepoint: " + rest.get("/jobs/" + job + "/savepoints/" + request));
        }
        rest.await(PATIENCE, () -> rest.state(job).equals("FINISHED"), "finish");
        return place;
    }

    /** Until every task of the job runs. */
    void awaitRunning(String job) throws IOException, InterruptedException {
        rest.await(PATIENCE, () -> rest.runs(job), "run");
    }

    /** Ends the job at once, and waits until its slots are free. */
    void cancel(String job) throws IOException, InterruptedException {
        rest.cancel(job);
        rest.await(PATIENCE, () -> rest.state(job).equals("CANCELED"), "cancel");
    }

    @Override
    public void close() {
        all.forEach(process -> process.destroyForcibly().onExit().join());
        Runtime.getRuntime().removeShutdownHook(end);
    }
}
