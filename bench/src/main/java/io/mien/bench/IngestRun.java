package io.mien.bench;

import io.mien.schemas.Topic;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * One process that makes face frames of a film, watched from outside: by the records that come to {@code face-frames}, one
 * for each picture that is published, and the time that the process has had on processors.
 *
 * @param command its words; {@code {film}}, {@code {broker}} and {@code {state}} stand for what they say
 * @param folder in which it runs
 * @param published of the film's pictures, the share that it publishes
 */
record IngestRun(List<String> command, Path folder, double published) {
    private static final Duration POLL = Duration.ofMillis(20);
    private static final Duration PATIENCE = Duration.ofMinutes(20);
    private static final int LONGEST_SIDE = 640;

    /**
     * What a stretch in the middle took.
     *
     * @param cpuMillis a picture of the film, user and system
     * @param perSecond pictures of the film
     */
    record Stride(double cpuMillis, double perSecond) {}

    /** A moment of the run. */
    private record Mark(long records, long cpuNanos, long nanos) {}

    /** Of a tree that is built. */
    static IngestRun ofTree(Path tree, Path detector, List<String> options) {
        List<String> command = new ArrayList<>(List.of(
                tree.toAbsolutePath().normalize().resolve("mien").toString(),
                "ingest",
                "--input",
                "{film}",
                "--bootstrap-servers",
                "{broker}",
                "--state",
                "{state}",
                "--detector",
                detector.toAbsolutePath().toString()));
        command.addAll(options);
        return new IngestRun(List.copyOf(command), tree, 1);
    }

    /** The same, publishing only the picture nearest each cell's middle. */
    IngestRun sampled(Duration cell, double framesPerSecond) {
        List<String> sampling = List.of("--sampling", cell.toMillis() + "ms");
        return new IngestRun(
                Stream.concat(command.stream(), sampling.stream()).toList(),
                folder,
                Math.min(1, 1e9 / cell.toNanos() / framesPerSecond));
    }

    /** Of the plain loop, with the detector at the size that Mien gives it. */
    static IngestRun ofLoop(Path python, Path detector) {
        return new IngestRun(
                List.of(
                        python.toAbsolutePath().toString(),
                        Path.of("bench/plain_ingest.py").toAbsolutePath().toString(),
                        "{film}",
                        "{broker}",
                        detector.toAbsolutePath().toString(),
                        String.valueOf(LONGEST_SIDE)),
                Path.of("."),
                1);
    }

    /**
     * Runs it to where enough has come.
     *
     * @param warmUp pictures of the film before those that count
     * @param pictures of the film that count
     */
    Stride measure(Path film, int warmUp, int pictures) throws IOException, InterruptedException, ExecutionException {
        Path scratch = Files.createTempDirectory("mien-bench-ingest-");
        try (BenchmarkCluster cluster = BenchmarkCluster.start();
                KafkaConsumer<byte[], byte[]> consumer = consumer(cluster.kafka())) {
            Map<String, String> places = Map.of(
                    "{film}",
                    film.toAbsolutePath().toString(),
                    "{broker}",
                    cluster.kafka().getOrDefault("bootstrap.servers", ""),
                    "{state}",
                    scratch.resolve("state").toString());
            Path output = scratch.resolve("output");
            ProcessBuilder builder = new ProcessBuilder(command.stream()
                            .map(word -> places.getOrDefault(word, word))
                            .toList())
                    .directory(folder.toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(output.toFile());
            // How a tree's processes allocate memory is theirs to say, not this benchmark's.
            builder.environment().keySet().removeIf(name -> name.startsWith("MALLOC_"));
            Process process = builder.start();
            try {
                long first = Math.round(warmUp * published);
                Mark begin = await(process, consumer, first, 0, output);
                Mark end = await(process, consumer, first + Math.round(pictures * published), begin.records(), output);
                double counted = (end.records() - begin.records()) / published;
                return new Stride(
                        (end.cpuNanos() - begin.cpuNanos()) / 1e6 / counted,
                        counted * 1e9 / (end.nanos() - begin.nanos()));
            } finally {
                process.destroy();
                if (!process.waitFor(1, TimeUnit.MINUTES)) {
                    process.destroyForcibly().waitFor();
                }
            }
        } finally {
            delete(scratch);
        }
    }

    /** A folder with all that is in it. */
    static void delete(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }

    private static KafkaConsumer<byte[], byte[]> consumer(Map<String, String> kafka) {
        Map<String, Object> settings = new HashMap<>(kafka);
        settings.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, "false");
        KafkaConsumer<byte[], byte[]> consumer =
                new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer());
        List<TopicPartition> partitions = IntStream.range(0, BenchmarkCluster.PARTITIONS)
                .mapToObj(partition -> new TopicPartition(Topic.FACE_FRAMES.topicName(), partition))
                .toList();
        consumer.assign(partitions);
        consumer.seekToBeginning(partitions);
        return consumer;
    }

    private static Mark await(
            Process process, KafkaConsumer<byte[], byte[]> consumer, long records, long before, Path output)
            throws IOException {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        long come = before;
        while (come < records) {
            come += consumer.poll(POLL).count();
            if (!process.isAlive() || System.nanoTime() > deadline) {
                throw new IllegalStateException("the process ended, or took too long, with " + come + " of " + records
                        + " face frames; it said:\n" + Files.readString(output));
            }
        }
        long cpu = process.info()
                .totalCpuDuration()
                .orElseThrow(() -> new IllegalStateException("this system does not tell a process's time"))
                .toNanos();
        return new Mark(come, cpu, System.nanoTime());
    }
}
