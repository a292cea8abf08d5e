package io.mien.bench;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.mien.infer.InferenceApplication;
import io.mien.infer.InferenceConfiguration;
import io.mien.infer.InferenceStatus;
import io.mien.infer.window.SlidingWindows;
import io.mien.making.build.UntrainedModel;
import io.mien.models.tensorflow.RunnerOptions;
import io.mien.models.tensorflow.SavedModelRunnerFactory;
import io.mien.schemas.Topic;
import io.mien.schemas.avro.FaceFrame;
import io.mien.schemas.registry.KafkaSchemaRegistry;
import io.mien.schemas.registry.SchemaRegistry;
import io.mien.schemas.registry.SchemaRegistrySettings;
import io.mien.schemas.wire.RecordSerializer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/**
 * Lets the job read very many windows, as fast as it goes, and draws the memory of its process over them: the heap after a
 * collection, and all that is outside it, where TensorFlow's tensors are. The broker is a process of its own; subjects come
 * and go.
 */
@Command(
        name = "bench/run endurance",
        mixinStandardHelpOptions = true,
        showDefaultValues = true,
        description = "The memory of a job that reads very many windows, as a table and a picture.",
        footer = {
            "",
            "MIEN_JAVA_OPTIONS='-Xms768m -Xmx768m -XX:+AlwaysPreTouch' keeps the heap's size out of the figures.",
            "What was measured is in --out at any time; it may be stopped when one likes."
        })
final class EnduranceBenchmark implements Callable<Integer> {
    private static final int SUBJECTS = 8;
    private static final int MOMENTS_OF_A_TRACK = 500;
    private static final int MOST_AHEAD = 4_000;
    private static final Duration CELL = Duration.ofMillis(125);
    private static final long LOOK_AGAIN_MILLIS = 5;

    @Spec
    @Nullable
    CommandSpec spec;

    @Option(names = "--windows", description = "Windows to read.")
    long windows = 1_000_000;

    @Option(names = "--every", description = "Windows from one sample to the next.")
    long every = 5_000;

    @Option(names = "--slide", description = "Cells from one window to the next; with 1 each frame makes a reading.")
    long slide = SlidingWindows.DEFAULT.slideCells();

    @Option(names = "--out", paramLabel = "DIR", description = "Folder of memory.csv and memory.svg.")
    Path out = Path.of("bench/target/endurance");

    public static void main(String[] args) {
        System.exit(new CommandLine(new EnduranceBenchmark()).execute(args));
    }

    @Override
    public Integer call() throws Exception {
        Files.createDirectories(out);
        Path folder = Files.createTempDirectory("mien-endurance-");
        Path model = UntrainedModel.build(folder.resolve("model"), UntrainedModel.Size.TINY, 1)
                .folder();
        List<MemorySample> samples = new ArrayList<>();
        try (BrokerProcess broker = BrokerProcess.start(folder.resolve("kafka"), BrokerProcess.littleDisk(16, 64));
                SchemaRegistry registry = new KafkaSchemaRegistry(broker.kafka());
                KafkaProducer<byte[], byte[]> producer = new KafkaProducer<>(
                        new HashMap<>(broker.kafka()), new ByteArraySerializer(), new ByteArraySerializer());
                InferenceApplication job = InferenceApplication.start(
                        InferenceConfiguration.defaults(
                                        broker.server(), new SchemaRegistrySettings(null, broker.kafka()), "benchmark")
                                .withWindows(new SlidingWindows(
                                        SlidingWindows.DEFAULT.length(),
                                        CELL.multipliedBy(slide),
                                        SlidingWindows.DEFAULT.cells())),
                        new SavedModelRunnerFactory(model, RunnerOptions.defaults()),
                        folder.resolve("state"))) {
            Load load = new Load(
                    new SyntheticFaces(64, SUBJECTS, CELL),
                    new RecordSerializer<>(FaceFrame.class, Topic.FACE_FRAMES, registry),
                    producer);
            long start = System.nanoTime();
            long next = 0;
            long made = 0;
            while (made < windows) {
                while (load.sent - job.counters().read() > MOST_AHEAD) {
                    Thread.sleep(LOOK_AGAIN_MILLIS);
                }
                load.sendMoment();
                made = job.counters().readingsMade();
                if (made >= next) {
                    next = made + every;
                    samples.add(MemorySample.take(made, (System.nanoTime() - start) / 1e9));
                    write(samples);
                    if (job.status() == InferenceStatus.FAILED) {
                        throw job.failure().orElseThrow();
                    }
                }
            }
            samples.add(MemorySample.take(made, (System.nanoTime() - start) / 1e9));
            write(samples);
            FigureLine.print(spec, text(samples, job.restarts()));
        }
        return 0;
    }

    private void write(List<MemorySample> samples) throws IOException {
        StringBuilder table = new StringBuilder(MemorySample.HEADER + "\n");
        samples.forEach(sample -> table.append(sample.line()).append('\n'));
        Files.writeString(out.resolve("memory.csv"), table);
        Files.writeString(
                out.resolve("memory.svg"), new MemoryCurve(samples).svg("Memory of the job's process, tiny model"));
    }

    /** The means of the second and the last quarter: the first holds what is made once. */
    private static String text(List<MemorySample> samples, int restarts) {
        int quarter = Math.max(1, samples.size() / 4);
        List<MemorySample> second =
                samples.subList(Math.min(quarter, samples.size() - 1), Math.min(2 * quarter, samples.size()));
        List<MemorySample> last = samples.subList(samples.size() - quarter, samples.size());
        MemorySample end = samples.get(samples.size() - 1);
        return String.format(
                Locale.ROOT,
                "endurance: %d windows in %.0f s; heap %.1f MB in the second quarter, %.1f in the last; outside it %.1f and %.1f"
                        + " MB; %d restarts",
                end.windows(),
                end.seconds(),
                mean(second, true),
                mean(last, true),
                mean(second, false),
                mean(last, false),
                restarts);
    }

    private static double mean(List<MemorySample> samples, boolean heap) {
        return samples.stream()
                .mapToDouble(sample -> heap ? sample.heapMegabytes() : sample.nativeMegabytes())
                .average()
                .orElseThrow();
    }

    /** Writes tracks that end and are followed by others. */
    private static final class Load {
        private final SyntheticFaces faces;
        private final RecordSerializer<FaceFrame> serializer;
        private final KafkaProducer<byte[], byte[]> producer;
        private int moment;
        private long sent;

        Load(SyntheticFaces faces, RecordSerializer<FaceFrame> serializer, KafkaProducer<byte[], byte[]> producer) {
            this.faces = faces;
            this.serializer = serializer;
            this.producer = producer;
        }

        void sendMoment() {
            String subject = "face-" + moment / MOMENTS_OF_A_TRACK;
            send(faces.at(moment), subject);
            moment++;
            if (moment % MOMENTS_OF_A_TRACK == 0) {
                send(faces.ends(moment - 1), subject);
            }
        }

        private void send(List<FaceFrame> frames, String subject) {
            for (int i = 0; i < frames.size(); i++) {
                FaceFrame frame = FaceFrame.newBuilder(frames.get(i))
                        .setSubjectId(subject)
                        .build();
                var unused = producer.send(new ProducerRecord<>(
                        Topic.FACE_FRAMES.topicName(),
                        i % BrokerProcess.PARTITIONS,
                        frame.getStreamId().getBytes(UTF_8),
                        serializer.serialize(frame)));
                sent++;
            }
        }
    }
}
