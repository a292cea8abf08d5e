package io.mien.bench;

import io.mien.keys.KeyFolder;
import io.mien.keys.KeyFolderAccess;
import io.mien.keys.MasterKey;
import io.mien.models.LabelSet;
import io.mien.models.ModelManifest;
import io.mien.models.ModelRunnerFactory;
import io.mien.models.testkit.FormulaModelRunner;
import io.mien.pictures.ImageDecoder;
import io.mien.pictures.ImageLimits;
import io.mien.pictures.PoseRange;
import io.mien.pictures.UnreadableImageException;
import io.mien.schemas.RefusedRecordException;
import io.mien.schemas.Topic;
import io.mien.schemas.avro.FaceFrame;
import io.mien.schemas.registry.InMemorySchemaRegistry;
import io.mien.schemas.registry.RecordRegistry;
import io.mien.schemas.registry.SchemaRegistry;
import io.mien.schemas.sealing.KeyAccess;
import io.mien.schemas.sealing.StreamKeys;
import io.mien.schemas.wire.RecordDeserializer;
import io.mien.schemas.wire.RecordSerializer;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/**
 * Measures what sealing costs: of one frame, in processor time, beside the decoding of its picture; and of the job that reads sealed
 * frames and writes sealed readings, against the same job on plain ones, in turn.
 */
@Command(
        name = "bench/run seal",
        mixinStandardHelpOptions = true,
        showDefaultValues = true,
        description = "What sealing with streams' keys costs a frame, and the job.")
final class SealBenchmark implements Callable<Integer> {
    private static final int PICTURES = 16;

    @Spec
    @Nullable
    CommandSpec spec;

    @Option(names = "--side", description = "Side of a face frame in pixels.")
    int side = 192;

    @Option(names = "--camera-side", description = "Side of a larger picture, of as many pixels as a camera frame.")
    int cameraSide = 960;

    @Option(names = "--subjects", description = "Subjects, each a stream.")
    int subjects = 8;

    @Option(names = "--frames", description = "Face frames of each subject.")
    int frames = 3000;

    @Option(names = "--repetitions", description = "Runs of each that count.")
    int repetitions = 5;

    @Option(names = "--warm-up", description = "Seconds of the job's runs that do not count.")
    int warmUp = 60;

    public static void main(String[] args) {
        System.exit(new CommandLine(new SealBenchmark()).execute(args));
    }

    @Override
    public Integer call() throws Exception {
        Path folder = Files.createTempDirectory("mien-bench-keys-");
        try {
            Path master = folder.resolve("master-key.json");
            MasterKey.create(master);
            KeyFolder.create(folder.resolve("keys"), master.toString());
            KeyAccess keys = new KeyFolderAccess(folder.resolve("keys").toString(), master.toString());
            frame("face frame", side, keys);
            frame("camera frame", cameraSide, keys);
            job(keys);
        } finally {
            try (Stream<Path> files = Files.walk(folder)) {
                for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(file);
                }
            }
        }
        return 0;
    }

    @FunctionalInterface
    private interface Work {
        void run(int picture) throws RefusedRecordException, UnreadableImageException;
    }

    private void frame(String what, int pixels, KeyAccess access)
            throws IOException, RefusedRecordException, UnreadableImageException {
        SyntheticFaces faces = new SyntheticFaces(pixels, 1, Duration.ofMillis(33));
        SchemaRegistry plain = new InMemorySchemaRegistry();
        try (StreamKeys keys = access.open()) {
            SchemaRegistry keyed = new RecordRegistry(plain, keys);
            RecordSerializer<FaceFrame> writer = new RecordSerializer<>(FaceFrame.class, Topic.FACE_FRAMES, plain);
            RecordSerializer<FaceFrame> sealer = new RecordSerializer<>(FaceFrame.class, Topic.FACE_FRAMES, keyed);
            RecordDeserializer<FaceFrame> reader = new RecordDeserializer<>(FaceFrame.class, plain);
            RecordDeserializer<FaceFrame> opener = new RecordDeserializer<>(FaceFrame.class, keyed);
            ImageDecoder decoder = new ImageDecoder(ImageLimits.DEFAULT);
            List<FaceFrame> records = new ArrayList<>();
            List<byte[]> written = new ArrayList<>();
            List<byte[]> sealed = new ArrayList<>();
            for (int i = 0; i < PICTURES; i++) {
                FaceFrame record = faces.at(i).get(0);
                records.add(record);
                written.add(writer.serialize(record));
                sealed.add(sealer.serialize(record));
            }
            List<Work> works = List.of(
                    i -> use(writer.serialize(records.get(i)).length),
                    i -> use(sealer.serialize(records.get(i)).length),
                    i -> use(reader.read(written.get(i)).getImage().remaining()),
                    i -> use(opener.read(sealed.get(i)).getImage().remaining()),
                    i -> use(decoder.decode(records.get(i).getImage().duplicate())
                            .width()));
            List<Measurements> micros =
                    works.stream().map(work -> new Measurements()).toList();
            int rounds = Math.max(4, 4_000_000 / (pixels * pixels));
            for (int repetition = -3; repetition < repetitions; repetition++) {
                for (int work = 0; work < works.size(); work++) {
                    double taken = micros(works.get(work), work == works.size() - 1 ? rounds : 10 * rounds);
                    if (repetition >= 0) {
                        micros.get(work).add(taken);
                    }
                }
            }
            double more = micros.get(1).median()
                    - micros.get(0).median()
                    + micros.get(3).median()
                    - micros.get(2).median();
            FigureLine.print(
                    spec,
                    String.format(
                            Locale.ROOT,
                            "seal: %s of %.1f KB: written plain %s, sealed %s; read plain %s, opened %s; decoded %s; µs of"
                                    + " processor time; sealing and opening together %.1f %% of the decoding; %d bytes more",
                            what,
                            faces.averageBytes() / 1000,
                            micros.get(0).describe(1),
                            micros.get(1).describe(1),
                            micros.get(2).describe(1),
                            micros.get(3).describe(1),
                            micros.get(4).describe(0),
                            100 * more / micros.get(4).median(),
                            sealed.get(0).length - written.get(0).length));
        }
    }

    /** Read by nobody; written so that the compiler does not leave the work out. */
    @SuppressWarnings("UnusedVariable")
    private static volatile int used;

    private static void use(int result) {
        used = result;
    }

    private static double micros(Work work, int rounds) throws RefusedRecordException, UnreadableImageException {
        long start = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
        for (int round = 0; round < rounds; round++) {
            for (int picture = 0; picture < PICTURES; picture++) {
                work.run(picture);
            }
        }
        return (ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime() - start) / 1e3 / rounds / PICTURES;
    }

    /** Rates, and processor time a frame: that is worth more beside other work on the machine. */
    private record Runs(BenchmarkCluster cluster, Measurements rates, Measurements cost) {}

    private void job(KeyAccess keys) throws IOException, InterruptedException, ExecutionException {
        ModelRunnerFactory model = FormulaModelRunner.factory(new FormulaModelRunner.Settings(
                224, 512, 16, LabelSet.DFEW_7, PoseRange.ANY, ModelManifest.NEVER_UNSURE));
        SyntheticFaces faces =
                new SyntheticFaces(side, subjects, Duration.ofSeconds(1).dividedBy(30));
        try (BenchmarkCluster plain = BenchmarkCluster.start();
                BenchmarkCluster sealed = BenchmarkCluster.start(keys)) {
            long records = plain.preload(faces, frames);
            long unused = sealed.preload(faces, frames);
            long readings;
            try (JobRun run = JobRun.start(plain, plain.inference(), model)) {
                readings = run.countReadings(records);
            }
            Runs ofPlain = new Runs(plain, new Measurements(), new Measurements());
            Runs ofSealed = new Runs(sealed, new Measurements(), new Measurements());
            long warm = System.nanoTime() + TimeUnit.SECONDS.toNanos(warmUp);
            while (System.nanoTime() < warm) {
                run(new Runs(plain, new Measurements(), new Measurements()), model, records, readings);
                run(new Runs(sealed, new Measurements(), new Measurements()), model, records, readings);
            }
            for (int repetition = 0; repetition < repetitions; repetition++) {
                run(ofPlain, model, records, readings);
                run(ofSealed, model, records, readings);
            }
            FigureLine.print(
                    spec,
                    String.format(
                            Locale.ROOT,
                            "seal: job on sealed frames %s frames/s, on plain ones %s, ratio %.2f; processor time a frame %s µs and"
                                    + " %s, ratio %.2f; %d records of %.1f KB",
                            ofSealed.rates.describe(0),
                            ofPlain.rates.describe(0),
                            ofSealed.rates.ratioTo(ofPlain.rates),
                            ofSealed.cost.describe(0),
                            ofPlain.cost.describe(0),
                            ofSealed.cost.ratioTo(ofPlain.cost),
                            records,
                            faces.averageBytes() / 1000));
        }
    }

    private static void run(Runs runs, ModelRunnerFactory model, long records, long readings)
            throws InterruptedException {
        try (JobRun run = JobRun.start(runs.cluster, runs.cluster.inference(), model)) {
            long before = processorNanos();
            runs.rates.add(run.toTheEnd(records, readings));
            runs.cost.add((processorNanos() - before) / 1e3 / records);
        }
    }

    private static long processorNanos() {
        return ManagementFactory.getOperatingSystemMXBean() instanceof com.sun.management.OperatingSystemMXBean machine
                ? machine.getProcessCpuTime()
                : 0;
    }
}
