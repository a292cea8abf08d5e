package io.mien.bench;

import io.mien.demonstration.DemonstrationModel;
import io.mien.schemas.Topic;
import io.mien.schemas.registry.KafkaSchemaRegistry;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewPartitions;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.jspecify.annotations.Nullable;

/** A broker, ingests, a job manager and task managers as processes of their own, and a consumer of the readings. Used by one thread. */
final class ScaleRun implements AutoCloseable {
    private static final String INGEST_GROUP = "mien-ingest";
    private static final Duration PATIENCE = Duration.ofMinutes(8);
    private static final Duration CALM = Duration.ofSeconds(10);
    private static final long LOOK_AGAIN_MILLIS = 250;
    private static final int STOPS_WITHIN_SECONDS = 60;

    private final Path folder;
    private final CameraLoad load;
    private final int moments;
    private final long expectedReadings;
    private final List<String> ingestOptions;
    private final Path model;
    private final BrokerProcess broker;
    private final KafkaSchemaRegistry registry;
    private final Admin admin;
    private final FlinkCluster flink;
    private final ReadingsConsumer readings;
    private final List<ChildJvm> ingests = new ArrayList<>();
    private final String jar;
    private String job = "";
    private int started;
    private int published;
    private long cameraFrames;

    /**
     * Starts all processes, with nothing to do yet.
     *
     * @param moments of each stream, in all
     * @param expectedReadings 0: not known
     * @param detector YuNet's model; null: the cascade
     */
    ScaleRun(
            Path folder,
            ScaleScenario scenario,
            CameraLoad load,
            int moments,
            long expectedReadings,
            @Nullable Path detector)
            throws IOException, InterruptedException {
        this.folder = folder;
        this.load = load;
        this.moments = moments;
        this.expectedReadings = expectedReadings;
        this.ingestOptions = detector == null
                ? List.of()
                : List.of("--detector", detector.toAbsolutePath().toString());
        this.model = DemonstrationModel.copyTo(folder.resolve("model"));
        this.broker = BrokerProcess.start(folder.resolve("kafka"), Map.of());
        this.registry = new KafkaSchemaRegistry(broker.kafka());
        this.admin = Admin.create(new HashMap<>(broker.kafka()));
        this.flink = new FlinkCluster(folder.resolve("flink"));
        this.readings = new ReadingsConsumer(broker.kafka(), registry);
        for (int i = 0; i < scenario.taskManagers(); i++) {
            flink.addTaskManager(List.of());
        }
        for (int i = 0; i < scenario.ingests(); i++) {
            startIngest();
        }
        this.jar = flink.upload();
        flink.awaitSlots(scenario.taskManagers());
    }

    private void startIngest() throws IOException {
        int number = started++;
        List<String> arguments = new ArrayList<>(List.of(
                "ingest",
                "--bootstrap-servers",
                broker.server(),
                "--threads",
                "1",
                "--state",
                folder.resolve("ingest-" + number).toString()));
        arguments.addAll(ingestOptions);
        ingests.add(ChildJvm.start(folder.resolve("ingest-" + number + ".log"), ChildJvm.Command.class, arguments));
    }

    void startJob(int parallelism) throws IOException, InterruptedException {
        job = startJob(parallelism, null);
    }

    private String startJob(int parallelism, @Nullable String savepoint) throws IOException, InterruptedException {
        String started = flink.rest()
                .run(
                        jar,
                        List.of(
                                "--bootstrap-servers",
                                broker.server(),
                                "--model",
                                model.toString(),
                                "--purpose",
                                "scale test",
                                "--exact",
                                "--batch",
                                "8",
                                "--guarantee",
                                "EXACTLY_ONCE",
                                "--checkpoint-interval",
                                "1s"),
                        parallelism,
                        savepoint);
        flink.awaitRunning(started);
        return started;
    }

    /** Publishes until this share of all frames is there. */
    void publish(double share) throws InterruptedException, ExecutionException {
        int until = (int) Math.round(share * moments);
        cameraFrames += load.publish(broker.kafka(), registry, published, until, until == moments);
        published = until;
    }

    /** Until ingest has made all face frames. */
    void awaitFaceFrames() throws Exception {
        await(this::ingestsHaveReadAll, "read all camera frames");
    }

    /** Until this share of the readings that are expected is there. */
    void awaitReadings(double share) throws Exception {
        long wanted = Math.round(share * expectedReadings);
        await(() -> readings.count() >= wanted, "publish " + wanted + " readings");
    }

    /** One task manager and one ingest are gone at once; the next ones are there as soon as they start. */
    void killOneOfEach() throws IOException {
        ingests.remove(0).kill();
        flink.killTaskManager();
        startIngest();
    }

    /** The ingests are stopped when they have read all, all topics are altered, and the ingests start again; the job goes on. */
    void givePartitions(int partitions) throws Exception {
        awaitFaceFrames();
        awaitCalm();
        for (ChildJvm ingest : ingests) {
            ingest.signal("TERM");
        }
        for (ChildJvm ingest : ingests) {
            OptionalInt exit = ingest.awaitEnd(STOPS_WITHIN_SECONDS);
            if (exit.isEmpty()) {
                throw new IllegalStateException("an ingest did not stop within " + STOPS_WITHIN_SECONDS + " s");
            }
        }
        int number = ingests.size();
        ingests.clear();
        Map<String, NewPartitions> more = new HashMap<>();
        for (Topic topic : List.of(Topic.CAMERA_FRAMES, Topic.FACE_FRAMES, Topic.EXPRESSIONS)) {
            more.put(topic.topicName(), NewPartitions.increaseTo(partitions));
        }
        admin.createPartitions(more).all().get();
        await(
                () -> admin.describeTopics(more.keySet()).allTopicNames().get().values().stream()
                        .allMatch(topic -> topic.partitions().size() == partitions
                                && topic.partitions().stream().allMatch(partition -> partition.leader() != null)),
                "have leaders of all partitions");
        for (int i = 0; i < number; i++) {
            startIngest();
        }
    }

    /** Stops the job with a savepoint, and lets it go on from there. */
    void rescale(int parallelism) throws IOException, InterruptedException {
        job = startJob(parallelism, flink.stop(job));
    }

    /** What came of it. */
    record Outcome(ContentTally readings, ContentTally faceFrames, long cameraFrames, int failures) {}

    /** Waits until all is worked off, stops the job, and reads what it left. */
    Outcome finish() throws Exception {
        awaitFaceFrames();
        if (expectedReadings > 0) {
            // What is lost is for the count to say.
            Optional<String> unused = awaitOr(() -> readings.count() >= expectedReadings);
        }
        awaitCalm();
        int failures = flink.rest().failures(job);
        String unused = flink.stop(job);
        return new Outcome(
                readings.finish(), new TopicContents(broker.kafka(), registry).faceFrames(), cameraFrames, failures);
    }

    private boolean ingestsHaveReadAll() throws ExecutionException, InterruptedException {
        var committed = admin.listConsumerGroupOffsets(INGEST_GROUP)
                .partitionsToOffsetAndMetadata()
                .get();
        try (KafkaConsumer<byte[], byte[]> consumer = consumer()) {
            return consumer.endOffsets(partitions(consumer, Topic.CAMERA_FRAMES)).entrySet().stream()
                    .allMatch(end -> {
                        var offset = committed.get(end.getKey());
                        return end.getValue() == 0 || (offset != null && offset.offset() >= end.getValue());
                    });
        }
    }

    private void awaitCalm() throws Exception {
        long[] seen = {-1, System.nanoTime()};
        await(
                () -> {
                    long now = readings.count();
                    if (now != seen[0]) {
                        seen[0] = now;
                        seen[1] = System.nanoTime();
                    }
                    return System.nanoTime() - seen[1] > CALM.toNanos();
                },
                "be still");
    }

    private KafkaConsumer<byte[], byte[]> consumer() {
        Map<String, Object> settings = new HashMap<>(broker.kafka());
        settings.put("isolation.level", "read_committed");
        settings.put("enable.auto.commit", "false");
        return new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    }

    private static List<TopicPartition> partitions(KafkaConsumer<byte[], byte[]> consumer, Topic topic) {
        return consumer.partitionsFor(topic.topicName()).stream()
                .map(partition -> new TopicPartition(partition.topic(), partition.partition()))
                .toList();
    }

    private interface Condition {
        boolean holds() throws Exception;
    }

    private void await(Condition condition, String what) throws Exception {
        Optional<String> problem = awaitOr(condition);
        if (problem.isPresent()) {
            throw new IllegalStateException(
                    "the processes did not " + what + " within " + PATIENCE + "; " + problem.get() + "; see " + folder);
        }
    }

    /** Empty if it came to hold in time. */
    private Optional<String> awaitOr(Condition condition) throws Exception {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (!condition.holds()) {
            if (System.nanoTime() > deadline) {
                return Optional.of(readings.count() + " readings are there");
            }
            for (ChildJvm ingest : ingests) {
                if (!ingest.isAlive()) {
                    throw new IllegalStateException("an ingest has ended; see " + folder);
                }
            }
            TimeUnit.MILLISECONDS.sleep(LOOK_AGAIN_MILLIS);
        }
        return Optional.empty();
    }

    @Override
    public void close() {
        ingests.forEach(ChildJvm::close);
        flink.close();
        readings.close();
        admin.close();
        registry.close();
        broker.close();
    }
}
