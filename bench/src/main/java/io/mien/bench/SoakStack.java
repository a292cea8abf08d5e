package io.mien.bench;

import io.mien.infer.InferenceConfiguration;
import io.mien.schemas.Topic;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * An ingest of its own and a job on a Flink cluster that work at one broker, exactly once, windows of eight seconds for two pictures a
 * second. Used by one thread.
 */
final class SoakStack implements AutoCloseable {
    static final Duration PACE = Duration.ofMillis(500);
    private static final String INGEST_GROUP = "mien-ingest";
    private static final int CELLS = 16;
    private static final int CELLS_BETWEEN_WINDOWS = 4;
    private static final Duration PATIENCE = Duration.ofMinutes(10);
    private static final long LOOK_AGAIN_MILLIS = 250;

    /**
     * What does not change.
     *
     * @param folder of states and logs
     * @param kafka {@code bootstrap.servers}
     * @param registry where ingest and job ask for schemas
     * @param model of the job
     * @param threads of ingest
     * @param detector YuNet's model; null: the cascade
     * @param checkpoints time between them
     */
    record Settings(
            Path folder,
            BrokerProcess kafka,
            URI registry,
            Path model,
            int threads,
            @Nullable Path detector,
            Duration checkpoints) {}

    private final Settings settings;
    private final FlinkCluster flink;
    private final String jar;
    private final GroupLag lag;
    private ChildJvm ingest;
    private int ingestsStarted;
    private String job = "";

    SoakStack(Settings settings, FlinkCluster flink, String jar) throws IOException {
        this.settings = settings;
        this.flink = flink;
        this.jar = jar;
        this.lag = new GroupLag(settings.kafka().kafka());
        this.ingest = startIngest();
    }

    private ChildJvm startIngest() throws IOException {
        ingestsStarted++;
        List<String> arguments = new ArrayList<>(List.of(
                "ingest",
                "--bootstrap-servers",
                settings.kafka().server(),
                "--schema-registry",
                settings.registry().toString(),
                "--threads",
                Integer.toString(settings.threads()),
                "--state",
                settings.folder().resolve("ingest").toString()));
        if (settings.detector() != null) {
            arguments.addAll(
                    List.of("--detector", settings.detector().toAbsolutePath().toString()));
        }
        return ChildJvm.start(settings.folder().resolve("ingest.log"), ChildJvm.Command.class, arguments);
    }

    /** Starts the job; null: with nothing. */
    void startJob(int parallelism, @Nullable String savepoint) throws IOException, InterruptedException {
        job = flink.rest()
                .run(
                        jar,
                        List.of(
                                "--bootstrap-servers",
                                settings.kafka().server(),
                                "--schema-registry",
                                settings.registry().toString(),
                                "--model",
                                settings.model().toString(),
                                "--purpose",
                                "endurance test",
                                "--window",
                                PACE.multipliedBy(CELLS).toString(),
                                "--slide",
                                PACE.multipliedBy(CELLS_BETWEEN_WINDOWS).toString(),
                                "--exact",
                                "--batch",
                                "8",
                                "--guarantee",
                                "EXACTLY_ONCE",
                                "--checkpoint-interval",
                                settings.checkpoints().toString()),
                        parallelism,
                        savepoint);
        flink.awaitRunning(job);
    }

    void killIngest() throws IOException {
        ingest.kill();
        ingest = startIngest();
    }

    /** Starts an ingest anew that has ended by itself, as whoever runs it would; a job that is over is over. */
    void keepAlive() throws IOException, InterruptedException {
        if (!ingest.isAlive()) {
            ingest = startIngest();
        }
        try {
            String state = flink.rest().state(job);
            if (List.of("FAILED", "CANCELED", "FINISHED").contains(state)) {
                throw new IllegalStateException("the job is " + state + "; see " + settings.folder());
            }
        } catch (IOException e) {
            // A busy job manager does not answer; it is asked again soon.
        }
    }

    int ingestsStarted() {
        return ingestsStarted;
    }

    long ingestProcess() {
        return ingest.pid();
    }

    /** Bytes of the newest checkpoint. */
    long stateBytes() throws IOException, InterruptedException {
        return flink.rest().checkpointBytes(job);
    }

    int restarts() throws IOException, InterruptedException {
        return flink.rest().restarts(job);
    }

    long ingestLag() throws ExecutionException, InterruptedException {
        return lag.of(INGEST_GROUP, Topic.CAMERA_FRAMES);
    }

    long jobLag() throws ExecutionException, InterruptedException {
        return lag.of(InferenceConfiguration.DEFAULT_GROUP_ID, Topic.FACE_FRAMES);
    }

    /**
     * Until ingest has read all, and what the job has read and published stands still for longer than two checkpoints take.
     *
     * @throws IllegalStateException if nothing moves for long, and there is something left
     */
    void awaitWorkedOff() throws Exception {
        long calm = settings.checkpoints().multipliedBy(2).plusSeconds(4).toNanos();
        long seen = -1;
        long changed = System.nanoTime();
        boolean done = false;
        while (!done || System.nanoTime() - changed < calm) {
            if (System.nanoTime() - changed > PATIENCE.toNanos()) {
                throw new IllegalStateException(
                        "nothing was worked off in " + PATIENCE + ", and there is more; see " + settings.folder());
            }
            keepAlive();
            try {
                long behind = ingestLag();
                boolean now = behind == 0 && flink.rest().runs(job);
                long place = behind + jobLag() + lag.places(Topic.EXPRESSIONS);
                if (place != seen || now != done) {
                    seen = place;
                    done = now;
                    changed = System.nanoTime();
                }
            } catch (ExecutionException | IOException e) {
                // A machine that is busy does not answer in time; it is asked again.
                done = false;
            }
            TimeUnit.MILLISECONDS.sleep(LOOK_AGAIN_MILLIS);
        }
    }

    /** Stops the job with a savepoint, and then ingest; the savepoint's place. */
    String stop() throws IOException, InterruptedException {
        String savepoint = flink.stop(job);
        ingest.stop();
        return savepoint;
    }

    @Override
    public void close() {
        ingest.close();
        lag.close();
    }
}
