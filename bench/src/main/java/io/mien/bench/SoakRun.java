package io.mien.bench;

import io.mien.demonstration.DemonstrationModel;
import io.mien.schemas.Topic;
import io.mien.schemas.registry.KafkaSchemaRegistry;
import io.mien.schemas.registry.SchemaRegistryServer;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Cameras, a broker, a schema registry, an ingest, a job manager and two task managers whose checkpoints are on a small disk, all but
 * cameras and registry in processes of their own; what is done to them, and what is seen of them meanwhile. Used by one thread.
 */
final class SoakRun implements AutoCloseable {
    private static final int TASK_MANAGERS = 2;
    private static final List<Topic> COUNTED =
            List.of(Topic.CAMERA_FRAMES, Topic.FACE_FRAMES, Topic.EXPRESSIONS, Topic.CAMERA_FRAMES_DEAD_LETTERS);
    private static final int DISK_MEGABYTES = 64;
    private static final double MEGA = 1e6;
    private static final double KILO = 1e3;
    private static final long LOOK_AGAIN_MILLIS = 250;

    private final Path folder;
    private final SoakProgress progress;
    private final Options options;
    private final CameraLoad cameras;
    private final BrokerProcess broker;
    private final KafkaSchemaRegistry registry;
    private final InetSocketAddress registryAddress;
    private final CheckpointDisk disk;
    private final FlinkCluster flink;
    private final String jar;
    private final SoakStack stack;
    private final SoakLoad load;
    private final List<SoakSample> samples = new ArrayList<>();
    private final long start;
    private @Nullable SchemaRegistryServer registryServer;
    private long sampled;
    private int restarts;
    private int ingestRestarts;

    /**
     * How it is run.
     *
     * @param detector YuNet's model; null: the cascade
     * @param checkpoints time between them
     * @param sampling time between two samples
     */
    record Options(@Nullable Path detector, Duration checkpoints, Duration sampling) {}

    /** Starts all processes, where a run in the same folder was stopped; the cameras publish from then on. */
    SoakRun(Path folder, SoakProgress progress, Options options, CameraLoad cameras)
            throws IOException, InterruptedException {
        this.folder = folder.toAbsolutePath();
        this.progress = progress;
        this.options = options;
        this.cameras = cameras;
        Path model = this.folder.resolve("model");
        if (!Files.exists(model)) {
            DemonstrationModel.copyTo(model);
        }
        Path table = folder.resolve("samples.csv");
        if (Files.exists(table)) {
            Files.readAllLines(table).stream().skip(1).map(SoakSample::of).forEach(samples::add);
        } else {
            Files.writeString(table, SoakSample.HEADER + "\n");
        }
        this.broker = BrokerProcess.start(this.folder.resolve("kafka"), progress.port(), Map.of());
        broker.keep(COUNTED);
        this.disk = new CheckpointDisk(this.folder.resolve("checkpoints"), DISK_MEGABYTES);
        this.flink = new FlinkCluster(this.folder.resolve("flink"), disk.place(), disk.inside());
        for (int i = 0; i < TASK_MANAGERS; i++) {
            flink.addTaskManager(List.of());
        }
        this.registry = new KafkaSchemaRegistry(broker.kafka());
        this.registryServer =
                new SchemaRegistryServer(registry, new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
        this.registryAddress = new InetSocketAddress(
                InetAddress.getLoopbackAddress(), registryServer.url().getPort());
        this.jar = flink.upload();
        flink.awaitSlots(TASK_MANAGERS);
        this.stack = new SoakStack(settings(this.folder, broker, 1), flink, jar);
        stack.startJob(TASK_MANAGERS, progress.savepoint().orElse(null));
        progress.running();
        this.start = System.nanoTime();
        this.load = new SoakLoad(cameras, broker.kafka(), registry, progress.moment());
    }

    private SoakStack.Settings settings(Path states, BrokerProcess kafka, int threads) {
        return new SoakStack.Settings(
                states,
                kafka,
                java.net.URI.create("http://127.0.0.1:" + registryAddress.getPort()),
                folder.resolve("model"),
                threads,
                options.detector(),
                options.checkpoints());
    }

    void killIngest() throws IOException {
        stack.killIngest();
    }

    void killTaskManager(Random random) throws IOException {
        flink.killTaskManager(random.nextInt(TASK_MANAGERS));
    }

    void killBroker() throws IOException {
        broker.killAndStart();
    }

    void stopRegistry() {
        if (registryServer != null) {
            registryServer.close();
            registryServer = null;
        }
    }

    void startRegistry() throws IOException {
        registryServer = new SchemaRegistryServer(registry, registryAddress);
    }

    CheckpointDisk disk() {
        return disk;
    }

    /** Seconds of the whole run until now. */
    double seconds() {
        return progress.seconds() + (System.nanoTime() - start) / 1e9;
    }

    /** The moment whose pictures come next. */
    int moment() {
        return load.moment();
    }

    /** How often the job was started again, in all, by the time of the stop. */
    int restarts() {
        return restarts;
    }

    /** How often an ingest was started again, in all. */
    int ingestRestarts() {
        return ingestRestarts;
    }

    List<SoakSample> samples() {
        return List.copyOf(samples);
    }

    /** Watches the processes for so long. */
    void lookFor(double seconds) throws IOException, InterruptedException {
        long end = System.nanoTime() + (long) (seconds * 1e9);
        while (System.nanoTime() < end) {
            load.requireWell();
            stack.keepAlive();
            if (samples.isEmpty()
                    || System.nanoTime() - sampled > options.sampling().toNanos()) {
                sampled = System.nanoTime();
                sample();
            }
            TimeUnit.MILLISECONDS.sleep(LOOK_AGAIN_MILLIS);
        }
    }

    private void sample() throws IOException, InterruptedException {
        SoakSample sample = new SoakSample(
                seconds(),
                megabytes(broker.pid()),
                megabytes(stack.ingestProcess()),
                megabytes(flink.jobManager()),
                flink.taskManagers().stream().mapToDouble(SoakRun::megabytes).sum(),
                known(() -> stack.stateBytes() / KILO),
                known(() -> (double) stack.ingestLag()),
                known(() -> (double) stack.jobLag()),
                ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage());
        samples.add(sample);
        Files.writeString(folder.resolve("samples.csv"), sample.line() + "\n", StandardOpenOption.APPEND);
    }

    private static double megabytes(long process) {
        try {
            return MemorySample.resident(Long.toString(process)) / MEGA;
        } catch (IOException | IllegalStateException e) {
            // It has just been killed.
            return Double.NaN;
        }
    }

    /** Not a number where whoever is asked is away just now. */
    private static double known(Callable<Double> value) throws InterruptedException {
        try {
            return value.call();
        } catch (InterruptedException e) {
            throw e;
        } catch (Exception e) {
            return Double.NaN;
        }
    }

    /**
     * Ends the streams, lets ingest and job work off the rest, stops the job with a savepoint, and notes that the run can go on.
     *
     * @param strikes of the whole run
     */
    void stop(int strikes) throws Exception {
        int moment = load.finish();
        double seconds = seconds();
        stack.awaitWorkedOff();
        restarts = progress.restarts() + stack.restarts();
        ingestRestarts = progress.ingests() + stack.ingestsStarted() - 1;
        progress.stopped(moment, stack.stop(), seconds, strikes, restarts, ingestRestarts);
    }

    /** After the stop: lets others, undisturbed, make all from the same pictures, and holds against that what is there. */
    SoakCount count() throws Exception {
        Path reference = folder.resolve("reference");
        TemporaryFolder.delete(Files.createDirectories(reference));
        SoakCount count;
        try (BrokerProcess undisturbed = BrokerProcess.start(reference.resolve("kafka"), Map.of());
                SoakStack others = new SoakStack(settings(reference, undisturbed, TASK_MANAGERS), flink, jar)) {
            undisturbed.keep(COUNTED);
            // First, since an idempotent producer that writes to topics which have just been made can fail to the end
            // of its
            // patience: its first batch finds no leader yet, the one behind it does, and then the first is out of
            // order.
            others.startJob(TASK_MANAGERS, null);
            int from = 0;
            for (int stop : progress.stops()) {
                publish(undisturbed, from, stop);
                from = stop;
            }
            others.awaitWorkedOff();
            String unused = others.stop();
            count = SoakCount.of(
                    new TopicContents(broker.kafka(), registry), new TopicContents(undisturbed.kafka(), registry));
        }
        if (count.holds()) {
            TemporaryFolder.delete(reference);
        }
        return count;
    }

    /** In parts, so that what waits for the broker is little. */
    private void publish(BrokerProcess to, int from, int until) throws ExecutionException, InterruptedException {
        int part = 500;
        for (int begin = from; begin < until || begin == from; begin += part) {
            int end = Math.min(begin + part, until);
            long unused = cameras.publish(to.kafka(), registry, begin, end, end == until);
        }
    }

    @Override
    public void close() {
        load.close();
        stack.close();
        stopRegistry();
        registry.close();
        broker.close();
        flink.close();
        disk.close();
    }
}
