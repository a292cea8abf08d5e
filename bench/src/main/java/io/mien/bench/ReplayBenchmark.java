package io.mien.bench;

import io.mien.infer.InferenceApplication;
import io.mien.infer.InferenceConfiguration;
import io.mien.infer.batch.BatchSettings;
import io.mien.models.packages.ModelPackage;
import io.mien.models.tensorflow.RunnerOptions;
import io.mien.models.tensorflow.SavedModelRunnerFactory;
import io.mien.recording.Damage;
import io.mien.recording.RecordedRecord;
import io.mien.recording.Recording;
import io.mien.recording.RecordingWriter;
import io.mien.recording.kafka.Replay;
import io.mien.schemas.Topic;
import io.mien.schemas.avro.FaceFrame;
import io.mien.schemas.registry.SchemaRegistry;
import io.mien.schemas.wire.RecordSerializer;
import io.mien.schemas.wire.SchemaReference;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/**
 * Readings a second of a recording that is replayed flat out, from its files over the broker through the job, against the
 * bare SavedModel in a loop that encodes as many frames and classifies as many clips. In turn, and by the processor time
 * that each reading takes as well: that does not hang on what else the machine is doing.
 */
@Command(
        name = "bench/run replay",
        mixinStandardHelpOptions = true,
        showDefaultValues = true,
        description = "Readings a second of a replay that goes as fast as it can, against the bare SavedModel.")
final class ReplayBenchmark implements Callable<Integer> {
    private static final int SUBJECTS = 8;
    private static final long LOOK_AGAIN_MILLIS = 10;

    @Spec
    @Nullable
    CommandSpec spec;

    @Mixin
    MeasuredModel model = new MeasuredModel();

    @Option(names = "--frames", description = "Frames of each of 8 subjects in the recording; all are sampled.")
    int frames = 2_000;

    @Option(names = "--repetitions", description = "Runs of each that count.")
    int repetitions = 5;

    @Option(names = "--warm-up", description = "Runs of each that do not count.")
    int warmUp = 3;

    public static void main(String[] args) {
        System.exit(new CommandLine(new ReplayBenchmark()).execute(args));
    }

    /** Readings a second, and readings for each second of a core. */
    private record Rate(double ofTime, double ofProcessor) {}

    @Override
    public Integer call() throws Exception {
        try (BenchmarkCluster cluster = BenchmarkCluster.start();
                SchemaRegistry registry = cluster.registry()) {
            ModelPackage opened = model.open(cluster);
            InferenceConfiguration configuration = cluster.inference();
            Recording recording = record(
                    cluster.newFolder(),
                    registry,
                    new SyntheticFaces(
                            opened.manifest().preprocessing().size(),
                            SUBJECTS,
                            Duration.of(configuration.windows().cellMicros(), ChronoUnit.MICROS)));
            int framesAReading = Math.toIntExact(configuration.windows().slideCells());
            Measurements[] replayed = {new Measurements(), new Measurements()};
            Measurements[] bare = {new Measurements(), new Measurements()};
            try (InferenceApplication job = InferenceApplication.start(
                            configuration,
                            new SavedModelRunnerFactory(opened.folder(), RunnerOptions.defaults()),
                            cluster.newFolder());
                    Replay replay = new Replay(recording, cluster.kafka(), registry);
                    PlainSavedModel plain = PlainSavedModel.open(opened)) {
                for (int i = -warmUp; i < repetitions; i++) {
                    Rate one = replay(job, replay, "run" + i + "-");
                    Rate other = bare(plain, framesAReading, one);
                    if (i >= 0) {
                        replayed[0].add(one.ofTime);
                        replayed[1].add(one.ofProcessor);
                        bare[0].add(other.ofTime);
                        bare[1].add(other.ofProcessor);
                    }
                }
            }
            FigureLine.print(
                    spec,
                    String.format(
                            Locale.ROOT,
                            "replay of %s: %s readings/s, bare SavedModel in a loop %s, ratio %.2f; for each second of a core"
                                    + " %s and %s, ratio %.2f; median of %d, smallest and largest; %d frames a run",
                            opened.manifest().name(),
                            replayed[0].describe(1),
                            bare[0].describe(1),
                            replayed[0].ratioTo(bare[0]),
                            replayed[1].describe(1),
                            bare[1].describe(1),
                            replayed[1].ratioTo(bare[1]),
                            repetitions,
                            SUBJECTS * frames));
        }
        return 0;
    }

    private Recording record(Path folder, SchemaRegistry registry, SyntheticFaces faces) {
        RecordSerializer<FaceFrame> serializer = new RecordSerializer<>(FaceFrame.class, Topic.FACE_FRAMES, registry);
        try (RecordingWriter writer = RecordingWriter.create(folder, List.of())) {
            long[] offsets = new long[BenchmarkCluster.PARTITIONS];
            for (int moment = 0; moment <= frames; moment++) {
                List<FaceFrame> records = moment < frames ? faces.at(moment) : faces.ends(frames - 1);
                for (int subject = 0; subject < records.size(); subject++) {
                    int partition = subject % BenchmarkCluster.PARTITIONS;
                    FaceFrame frame = records.get(subject);
                    byte[] value = serializer.serialize(frame);
                    SchemaReference schema = SchemaReference.of(value, null).orElseThrow();
                    if (!writer.hasSchema(schema)) {
                        writer.schema(schema, FaceFrame.getClassSchema().toString());
                    }
                    writer.append(RecordedRecord.of(
                            Topic.FACE_FRAMES.topicName(),
                            partition,
                            offsets[partition]++,
                            frame.getCapturedAt().toEpochMilli(),
                            frame.getStreamId().getBytes(StandardCharsets.UTF_8),
                            List.of(),
                            value));
                }
            }
            String unused = writer.finish(false);
        }
        return Recording.open(folder);
    }

    private static void refuse(Damage damage) {
        throw new IllegalStateException(damage.message());
    }

    private Rate replay(InferenceApplication job, Replay replay, String prefix) throws InterruptedException {
        long expected = job.counters().read() + SUBJECTS * (frames + 1L);
        long before = job.counters().readingsMade();
        long start = System.nanoTime();
        long processor = processorNanos();
        if (!replay.run(prefix, Double.POSITIVE_INFINITY, wait -> true, count -> {}, ReplayBenchmark::refuse)) {
            throw new IllegalStateException("the replay was stopped");
        }
        while (job.counters().read() < expected || job.counters().inFlight() > 0) {
            Thread.sleep(LOOK_AGAIN_MILLIS);
        }
        long readings;
        do {
            readings = job.counters().readingsMade();
            Thread.sleep(10 * LOOK_AGAIN_MILLIS);
        } while (job.counters().readingsMade() > readings);
        double made = readings - (double) before;
        return new Rate(made * 1e9 / (System.nanoTime() - start), made * 1e9 / (processorNanos() - processor));
    }

    /** For about as long as the replay took. */
    private Rate bare(PlainSavedModel plain, int framesAReading, Rate replayed) {
        Duration window = Duration.ofMillis(Math.round(1000.0 * SUBJECTS * frames / framesAReading / replayed.ofTime));
        long processor = processorNanos();
        long start = System.nanoTime();
        double rate = plain.rate(BatchSettings.defaults().maximumBatch(), framesAReading, 0, window);
        double readings = rate * (System.nanoTime() - start) / 1e9;
        return new Rate(rate, readings * 1e9 / (processorNanos() - processor));
    }

    private static long processorNanos() {
        return ((com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean())
                .getProcessCpuTime();
    }
}
