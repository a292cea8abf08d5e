package io.mien.bench;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.mien.demonstration.DemonstrationModel;
import io.mien.infer.element.SubjectKey;
import io.mien.schemas.Topic;
import io.mien.schemas.avro.FaceFrame;
import io.mien.schemas.registry.KafkaSchemaRegistry;
import io.mien.schemas.registry.SchemaRegistry;
import io.mien.schemas.wire.RecordSerializer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.apache.flink.runtime.state.KeyGroupRangeAssignment;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/**
 * Measures what one, two and more task managers or ingests do, each pinned to a core of its own, in turn. What it takes on
 * processors is measured beside it, since broker, job manager and this process run on the same cores.
 */
@Command(
        name = "bench/run cores",
        mixinStandardHelpOptions = true,
        showDefaultValues = true,
        description = "Readings and pictures a second of one process a core, and of several; Linux only.")
final class CoresBenchmark implements Callable<Integer> {
    private static final int SUBJECTS = 64;
    private static final int SIDE = 64;
    private static final int FLINKS_KEY_GROUPS = 128;
    private static final Duration CELL = Duration.ofMillis(125);
    private static final Duration POLL = Duration.ofMillis(50);
    private static final Duration PATIENCE = Duration.ofMinutes(5);
    private static final String INGEST_GROUP = "mien-ingest";

    /** What is measured. */
    enum Kind {
        JOB,
        INGEST
    }

    @Spec
    @Nullable
    CommandSpec spec;

    @Option(names = "--kinds", split = ",", description = "${COMPLETION-CANDIDATES}.")
    List<Kind> kinds = List.of(Kind.values());

    @Option(names = "--cores", split = ",", description = "By their numbers; each gets a process in turn.")
    List<Integer> cores = List.of(0, 1);

    @Option(names = "--model", paramLabel = "DIR", description = "Model package; else the demonstration's.")
    @Nullable
    Path model;

    @Option(names = "--moments", description = "Face frames of each of 64 subjects that lie ready, one a cell.")
    int moments = 1_500;

    @Option(names = "--streams", description = "Cameras whose pictures lie ready for ingest.")
    int streams = 16;

    @Option(names = "--pictures", description = "Of each camera.")
    int pictures = 500;

    @Option(names = "--detector", paramLabel = "FILE", description = "YuNet's model file; without it the cascade.")
    @Nullable
    Path detector;

    @Option(names = "--warm-up", description = "Seconds of each run that do not count.")
    int warmUp = 10;

    @Option(names = "--seconds", description = "That count.")
    int seconds = 15;

    @Option(names = "--repetitions", description = "Of each number of processes, in turn.")
    int repetitions = 3;

    /** Of one number of processes. */
    private static final class Figures {
        private final Measurements perSecond = new Measurements();
        private final Measurements perProcessorSecond = new Measurements();

        void add(ProcessRate rate) {
            perSecond.add(rate.perSecond());
            perProcessorSecond.add(rate.perProcessorSecond());
        }
    }

    public static void main(String[] args) {
        System.exit(new CommandLine(new CoresBenchmark())
                .setCaseInsensitiveEnumValuesAllowed(true)
                .execute(args));
    }

    @Override
    public Integer call() throws Exception {
        for (Kind kind : kinds) {
            Path folder = Files.createTempDirectory("mien-cores-");
            try {
                switch (kind) {
                    case JOB -> report("job, readings", job(folder));
                    case INGEST -> report("ingest, pictures", ingest(folder));
                }
            } finally {
                TemporaryFolder.delete(folder);
            }
        }
        return 0;
    }

    private static List<String> pinned(int core) {
        return List.of("taskset", "-c", String.valueOf(core));
    }

    private Map<Integer, Figures> job(Path folder) throws Exception {
        Path packaged = model == null ? DemonstrationModel.copyTo(folder.resolve("model")) : model.toAbsolutePath();
        Map<Integer, Figures> figures = new LinkedHashMap<>();
        try (BrokerProcess broker = BrokerProcess.start(folder.resolve("kafka"), Map.of());
                SchemaRegistry registry = new KafkaSchemaRegistry(broker.kafka());
                FlinkCluster flink = new FlinkCluster(folder.resolve("flink"))) {
            for (int core : cores) {
                flink.addTaskManager(pinned(core));
            }
            preload(broker, registry);
            String jar = flink.upload();
            flink.awaitSlots(cores.size());
            // All of them once, until the JVMs have compiled the job.
            ProcessRate unused = jobTurn(flink, jar, broker, packaged, cores.size(), "warm-up");
            for (int repetition = 0; repetition < repetitions; repetition++) {
                for (int processes = 1; processes <= cores.size(); processes++) {
                    figures.computeIfAbsent(processes, number -> new Figures())
                            .add(jobTurn(flink, jar, broker, packaged, processes, repetition + "-" + processes));
                }
            }
        }
        return figures;
    }

    private ProcessRate jobTurn(
            FlinkCluster flink, String jar, BrokerProcess broker, Path packaged, int processes, String name)
            throws Exception {
        List<String> arguments = List.of(
                "--bootstrap-servers",
                broker.server(),
                "--model",
                packaged.toString(),
                "--purpose",
                "benchmark",
                "--group",
                "cores-" + name);
        try (KafkaConsumer<byte[], byte[]> consumer = atTheEnd(broker)) {
            String job = flink.rest().run(jar, arguments, processes, null);
            long[] read = {0};
            ProcessRate.Count count = () -> read[0] += consumer.poll(POLL).count();
            awaitStride(count, 0);
            ProcessRate rate = ProcessRate.measure(count, flink.taskManagers(), Duration.ofSeconds(seconds));
            flink.cancel(job);
            return rate;
        }
    }

    private static KafkaConsumer<byte[], byte[]> atTheEnd(BrokerProcess broker) {
        KafkaConsumer<byte[], byte[]> consumer = new KafkaConsumer<>(
                new HashMap<>(broker.kafka()), new ByteArrayDeserializer(), new ByteArrayDeserializer());
        List<TopicPartition> all = IntStream.range(0, BrokerProcess.PARTITIONS)
                .mapToObj(partition -> LiveLoad.partition(Topic.EXPRESSIONS, partition))
                .toList();
        consumer.assign(all);
        consumer.seekToEnd(all);
        // Where the end is, is asked for with the first look.
        all.forEach(consumer::position);
        return consumer;
    }

    /** Until something has been done, and the time of warming up has passed. */
    private void awaitStride(ProcessRate.Count count, long before) throws Exception {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (count.now() <= before) {
            if (System.nanoTime() > deadline) {
                throw new IllegalStateException("nothing came within " + PATIENCE);
            }
        }
        long warm = System.nanoTime() + TimeUnit.SECONDS.toNanos(warmUp);
        while (System.nanoTime() < warm) {
            long unused = count.now();
        }
    }

    /** As many subjects in each slot, whatever part of the cores is used: what their keys would do by chance is not measured. */
    private void preload(BrokerProcess broker, SchemaRegistry registry) throws Exception {
        SyntheticFaces faces = new SyntheticFaces(SIDE, SUBJECTS, CELL);
        List<String> subjects =
                IntStream.range(0, SUBJECTS).mapToObj(this::subject).toList();
        RecordSerializer<FaceFrame> serializer = new RecordSerializer<>(FaceFrame.class, Topic.FACE_FRAMES, registry);
        Map<String, Object> settings = new HashMap<>(broker.kafka());
        settings.put(ProducerConfig.BATCH_SIZE_CONFIG, 1 << 18);
        settings.put(ProducerConfig.LINGER_MS_CONFIG, 20);
        try (KafkaProducer<byte[], byte[]> producer =
                new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer())) {
            for (int moment = 0; moment < moments; moment++) {
                List<FaceFrame> frames = faces.at(moment);
                for (int i = 0; i < SUBJECTS; i++) {
                    FaceFrame frame = FaceFrame.newBuilder(frames.get(i))
                            .setSubjectId(subjects.get(i))
                            .build();
                    var unused = producer.send(new ProducerRecord<>(
                            Topic.FACE_FRAMES.topicName(),
                            i % BrokerProcess.PARTITIONS,
                            frame.getStreamId().getBytes(UTF_8),
                            serializer.serialize(frame)));
                }
            }
        }
    }

    private String subject(int number) {
        return IntStream.iterate(0, n -> n + 1)
                .mapToObj(n -> "face-" + n)
                .filter(name -> KeyGroupRangeAssignment.assignKeyToParallelOperator(
                                new SubjectKey("camera-" + number, name), FLINKS_KEY_GROUPS, cores.size())
                        == number / BrokerProcess.PARTITIONS % cores.size())
                .findFirst()
                .orElseThrow();
    }

    private Map<Integer, Figures> ingest(Path folder) throws Exception {
        CameraLoad load = new CameraLoad(streams);
        Map<Integer, Figures> figures = new LinkedHashMap<>();
        for (int repetition = 0; repetition < repetitions; repetition++) {
            for (int processes = 1; processes <= cores.size(); processes++) {
                Path part = folder.resolve(repetition + "-" + processes);
                figures.computeIfAbsent(processes, number -> new Figures()).add(ingestTurn(part, load, processes));
                TemporaryFolder.delete(part);
            }
        }
        return figures;
    }

    private ProcessRate ingestTurn(Path folder, CameraLoad load, int processes) throws Exception {
        List<ChildJvm> ingests = new ArrayList<>();
        try (BrokerProcess broker = BrokerProcess.start(folder.resolve("kafka"), Map.of());
                SchemaRegistry registry = new KafkaSchemaRegistry(broker.kafka());
                Admin admin = Admin.create(new HashMap<>(broker.kafka()))) {
            long unused = load.publish(broker.kafka(), registry, 0, pictures, true);
            for (int core : cores.subList(0, processes)) {
                ingests.add(startIngest(folder, broker, core));
            }
            awaitStride(() -> read(admin), 0);
            return ProcessRate.measure(
                    () -> read(admin), ingests.stream().map(ChildJvm::pid).toList(), Duration.ofSeconds(seconds));
        } finally {
            ingests.forEach(ChildJvm::close);
        }
    }

    private ChildJvm startIngest(Path folder, BrokerProcess broker, int core) throws IOException {
        List<String> arguments = new ArrayList<>(List.of(
                "ingest",
                "--bootstrap-servers",
                broker.server(),
                "--threads",
                "1",
                "--state",
                folder.resolve("ingest-" + core).toString()));
        if (detector != null) {
            arguments.addAll(List.of("--detector", detector.toAbsolutePath().toString()));
        }
        return ChildJvm.start(
                pinned(core), folder.resolve("ingest-" + core + ".log"), ChildJvm.Command.class, arguments);
    }

    /** Pictures that ingest has committed. */
    private static long read(Admin admin) throws Exception {
        return admin.listConsumerGroupOffsets(INGEST_GROUP).partitionsToOffsetAndMetadata().get().entrySet().stream()
                .filter(offset -> offset.getKey().topic().equals(Topic.CAMERA_FRAMES.topicName()))
                .map(Map.Entry::getValue)
                .filter(Objects::nonNull)
                .mapToLong(OffsetAndMetadata::offset)
                .sum();
    }

    private void report(String what, Map<Integer, Figures> figures) {
        Figures one = Objects.requireNonNull(figures.get(1));
        figures.forEach((processes, own) -> FigureLine.print(
                spec,
                String.format(
                        Locale.ROOT,
                        "cores: %s, %d processes: %s a second, %.2f of linear; %s a processor second, %.2f of one process's;"
                                + " median of %d, smallest and largest",
                        what,
                        processes,
                        own.perSecond.describe(1),
                        own.perSecond.ratioTo(one.perSecond) / processes,
                        own.perProcessorSecond.describe(1),
                        own.perProcessorSecond.ratioTo(one.perProcessorSecond),
                        repetitions)));
    }
}
