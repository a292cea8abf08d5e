package io.mien.bench;

import io.mien.demonstration.DemonstrationModel;
import io.mien.schemas.registry.KafkaSchemaRegistry;
import io.mien.schemas.registry.SchemaRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/**
 * Measures what a live system uses at the pace of its cameras: each process's time on processors, the bytes that go over the
 * broker's connections and onto its disk, and the job's state. The model of docs/scaling.md is fitted to its lines.
 */
@Command(
        name = "bench/run live",
        mixinStandardHelpOptions = true,
        showDefaultValues = true,
        description =
                "What cameras cost at their own pace, process by process; a line of figures for each number of them; Linux only.",
        footer = {"", "Lines are added to live.csv in --out; bench/scaling.py makes the model of them."})
final class LiveBenchmark implements Callable<Integer> {
    private static final Duration PATIENCE = Duration.ofMinutes(5);

    @Spec
    @Nullable
    CommandSpec spec;

    @Option(names = "--out", paramLabel = "DIR", description = "Folder of live.csv.")
    Path out = Path.of("bench/target/live");

    @Option(names = "--cameras", split = ",", description = "How many, one after the other.")
    List<Integer> cameras = List.of(4, 8);

    @Option(names = "--height", description = "Of their pictures.")
    int height = CameraLoad.HEIGHT;

    @Option(names = "--scenes", split = ",", description = "${COMPLETION-CANDIDATES}.")
    List<CameraLoad.Scene> scenes = List.of(CameraLoad.Scene.values());

    @Option(names = "--detector", paramLabel = "FILE", description = "YuNet's model file; without it the cascade.")
    @Nullable
    Path detector;

    @Option(names = "--model", paramLabel = "DIR", description = "Model package; else the demonstration's.")
    @Nullable
    Path model;

    @Option(names = "--warm-up", description = "Seconds that do not count, after the first reading.")
    int warmUp = 20;

    @Option(names = "--seconds", description = "That count.")
    int seconds = 40;

    public static void main(String[] args) {
        System.exit(new CommandLine(new LiveBenchmark())
                .setCaseInsensitiveEnumValuesAllowed(true)
                .execute(args));
    }

    @Override
    public Integer call() throws Exception {
        Files.createDirectories(out);
        Path results = out.resolve("live.csv");
        if (!Files.exists(results)) {
            Files.writeString(results, LiveCost.HEADER + "\n");
        }
        for (int number : cameras) {
            Path folder = Files.createTempDirectory("mien-live-");
            try {
                String line = measure(folder, number);
                Files.writeString(results, line + "\n", StandardOpenOption.APPEND);
                FigureLine.print(spec, line);
            } finally {
                TemporaryFolder.delete(folder);
            }
        }
        return 0;
    }

    private String measure(Path folder, int number) throws Exception {
        CameraLoad load = new CameraLoad(number, scenes, height);
        Path packaged = model == null ? DemonstrationModel.copyTo(folder.resolve("model")) : model.toAbsolutePath();
        try (BrokerProcess broker = BrokerProcess.start(folder.resolve("kafka"), Map.of());
                SchemaRegistry registry = new KafkaSchemaRegistry(broker.kafka());
                FlinkCluster flink = new FlinkCluster(folder.resolve("flink"));
                ChildJvm ingest = startIngest(folder, broker);
                RecordCounts counts = new RecordCounts(broker.kafka())) {
            flink.addTaskManager(List.of());
            String jar = flink.upload();
            flink.awaitSlots(1);
            String job = flink.rest()
                    .run(
                            jar,
                            List.of(
                                    "--bootstrap-servers",
                                    broker.server(),
                                    "--model",
                                    packaged.toString(),
                                    "--purpose",
                                    "benchmark"),
                            1,
                            null);
            flink.awaitRunning(job);
            Thread publishing = new Thread(() -> publish(load, broker, registry), "cameras");
            publishing.start();
            try {
                return measure(number, broker, flink, ingest, counts, job);
            } finally {
                publishing.interrupt();
                publishing.join();
            }
        }
    }

    private static void publish(CameraLoad load, BrokerProcess broker, SchemaRegistry registry) {
        try {
            load.publishLive(broker.kafka(), registry);
        } catch (InterruptedException | org.apache.kafka.common.errors.InterruptException e) {
            // The end.
        }
    }

    private String measure(
            int number, BrokerProcess broker, FlinkCluster flink, ChildJvm ingest, RecordCounts counts, String job)
            throws Exception {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (counts.readings() == 0) {
            counts.look();
            if (System.nanoTime() > deadline) {
                throw new IllegalStateException("no reading within " + PATIENCE);
            }
        }
        look(counts, warmUp);
        LiveCost before = LiveCost.now(broker, ingest, flink, counts);
        look(counts, seconds);
        LiveCost after = LiveCost.now(broker, ingest, flink, counts);
        long checkpoint = flink.rest().checkpointBytes(job);
        long faceFrames = counts.faceFrames(before.faceFrameEnds(), after.faceFrameEnds());
        String shown = scenes.stream().map(Enum::name).collect(Collectors.joining("+"));
        return after.since(before, faceFrames, number, height, shown, checkpoint);
    }

    private static void look(RecordCounts counts, int seconds) {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds);
        while (System.nanoTime() < end) {
            counts.look();
        }
    }

    private ChildJvm startIngest(Path folder, BrokerProcess broker) throws IOException {
        List<String> arguments = new ArrayList<>(List.of(
                "ingest",
                "--bootstrap-servers",
                broker.server(),
                "--threads",
                "2",
                "--state",
                folder.resolve("ingest").toString()));
        if (detector != null) {
            arguments.addAll(List.of("--detector", detector.toAbsolutePath().toString()));
        }
        return ChildJvm.start(folder.resolve("ingest.log"), ChildJvm.Command.class, arguments);
    }
}
