package io.mien.bench;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.mien.schemas.Topic;
import io.mien.schemas.avro.ExpressionReading;
import io.mien.schemas.avro.FramesUsed;
import io.mien.schemas.avro.InputCoordinates;
import io.mien.schemas.avro.LabelSetReference;
import io.mien.schemas.avro.ModelReference;
import io.mien.schemas.avro.ReadingStatus;
import io.mien.schemas.avro.RuntimeReference;
import io.mien.schemas.registry.KafkaSchemaRegistry;
import io.mien.schemas.registry.SchemaRegistry;
import io.mien.schemas.wire.RecordSerializer;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import javax.imageio.ImageIO;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
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
 * Measures {@code mien gateway}, a process of its own, with many participants at a time: whether each tile is accounted
 * for, how long one takes from the client to Kafka's acknowledgement at the client, how long a reading takes the other
 * way, and what memory and processor time the gateway takes. The broker is another process, the clients are this one, on
 * the same processors.
 */
@Command(
        name = "bench/run gateway",
        mixinStandardHelpOptions = true,
        showDefaultValues = true,
        description = "Tiles of many participants through the gateway to Kafka, and readings back.")
final class GatewayBenchmark implements Callable<Integer> {
    private static final Duration START_PATIENCE = Duration.ofSeconds(60);
    private static final Duration END_PATIENCE = Duration.ofSeconds(30);
    private static final long LOOK_AGAIN_MILLIS = 100;
    private static final int WIDTH = 640;
    private static final int HEIGHT = 360;
    private static final int STROKES = 160;
    private static final int READINGS_A_SECOND = 2;
    private static final double KIBI = 1024;

    @Spec
    @Nullable
    CommandSpec spec;

    @Option(names = "--participants", description = "Connections, each with a stream of its own.")
    int participants = 200;

    @Option(names = "--rate", description = "Tiles a second of each.")
    int rate = 8;

    @Option(names = "--warm-up", description = "Seconds before the figures begin.")
    int warmUp = 15;

    @Option(names = "--seconds", description = "How long is measured.")
    int seconds = 60;

    /** Tiles that were due and that this process did not come to. */
    private long notReached;

    public static void main(String[] args) {
        System.exit(new CommandLine(new GatewayBenchmark()).execute(args));
    }

    @Override
    public Integer call() throws Exception {
        Path folder = Files.createTempDirectory("mien-gateway-");
        try (BrokerProcess broker = BrokerProcess.start(folder.resolve("kafka"), BrokerProcess.littleDisk(64, 256))) {
            int port = freePort();
            Files.writeString(folder.resolve("tokens.yaml"), tokens());
            try (ChildJvm gateway = ChildJvm.start(
                    folder.resolve("gateway.log"),
                    ChildJvm.Command.class,
                    List.of(
                            "gateway",
                            "--bootstrap-servers",
                            broker.server(),
                            "--port",
                            Integer.toString(port),
                            "--token-file",
                            folder.resolve("tokens.yaml").toString()))) {
                awaitStart(gateway, port, folder);
                measure(broker, gateway, URI.create("ws://127.0.0.1:" + port + "/v1/stream"));
            }
        } finally {
            TemporaryFolder.delete(folder);
        }
        return 0;
    }

    private static int freePort() throws IOException {
        try (ServerSocket probe = new ServerSocket(0)) {
            return probe.getLocalPort();
        }
    }

    private static String stream(int number) {
        return "participant-" + number;
    }

    private static String token(int number) {
        return "token-of-participant-" + number;
    }

    private String tokens() {
        return IntStream.range(0, participants)
                .mapToObj(n -> "  - stream: " + stream(n) + "\n    token: " + token(n) + "\n")
                .collect(Collectors.joining("", "streams:\n", ""));
    }

    private static void awaitStart(ChildJvm gateway, int port, Path folder) throws IOException, InterruptedException {
        long end = System.nanoTime() + START_PATIENCE.toNanos();
        while (true) {
            try (Socket open = new Socket(InetAddress.getLoopbackAddress(), port)) {
                if (open.isConnected()) {
                    return;
                }
            } catch (IOException e) {
                if (!gateway.isAlive() || System.nanoTime() - end > 0) {
                    throw new IllegalStateException(
                            "the gateway has not started: " + Files.readString(folder.resolve("gateway.log")), e);
                }
                Thread.sleep(LOOK_AGAIN_MILLIS);
            }
        }
    }

    private void measure(BrokerProcess broker, ChildJvm gateway, URI address) throws Exception {
        LatencyTally tiles = new LatencyTally();
        LatencyTally readings = new LatencyTally();
        List<byte[]> pictures = pictures();
        ExecutorService threads = Executors.newFixedThreadPool(2);
        try (ReadingLoad load = new ReadingLoad(broker.kafka(), participants)) {
            HttpClient client = HttpClient.newBuilder().executor(threads).build();
            List<Participant> all = new ArrayList<>();
            for (int n = 0; n < participants; n++) {
                all.add(new Participant(client, address, stream(n), token(n), tiles, readings));
            }
            run(all, pictures, load, warmUp);
            tiles.clear();
            readings.clear();
            double processor = gatewaySeconds(gateway);
            long begin = System.nanoTime();
            run(all, pictures, load, seconds);
            double measured = (System.nanoTime() - begin) / 1e9;
            double share = (gatewaySeconds(gateway) - processor) / measured;
            Participant.Account account = settled(all);
            long inTopic = records(broker);
            print(account, inTopic, load.written(), pictures, tiles, readings, share, memory(gateway));
            all.forEach(Participant::leave);
        } finally {
            threads.shutdown();
        }
    }

    /** One after the other, evenly over each second; readings among them. */
    private void run(List<Participant> all, List<byte[]> pictures, ReadingLoad load, int forSeconds) {
        long begin = System.nanoTime();
        long ticks = (long) forSeconds * rate * all.size();
        long readingsEvery = Math.max(1, rate / READINGS_A_SECOND);
        long end = begin + forSeconds * 1_000_000_000L;
        for (long tick = 0; tick < ticks; tick++) {
            if (System.nanoTime() - end > 0) {
                // The processors are too few for clients, gateway and broker together.
                notReached += ticks - tick;
                return;
            }
            long due = begin + tick * 1_000_000_000L / ((long) rate * all.size());
            for (long early = due - System.nanoTime(); early > 0; early = due - System.nanoTime()) {
                LockSupport.parkNanos(early);
            }
            int number = (int) (tick % all.size());
            long round = tick / all.size();
            all.get(number).send(pictures.get((int) ((round + number) % pictures.size())));
            if ((round + number) % readingsEvery == 0) {
                load.write(number);
            }
        }
    }

    private static Participant.Account account(List<Participant> all) {
        return all.stream().map(Participant::account).reduce(Participant.Account.NOTHING, Participant.Account::plus);
    }

    private static Participant.Account settled(List<Participant> all) throws InterruptedException {
        long end = System.nanoTime() + END_PATIENCE.toNanos();
        Participant.Account account = account(all);
        while (!account.isSettled() && System.nanoTime() - end < 0) {
            Thread.sleep(LOOK_AGAIN_MILLIS);
            account = account(all);
        }
        // The last readings.
        Thread.sleep(10 * LOOK_AGAIN_MILLIS);
        return account(all);
    }

    /** That were ever written: offsets stay when the little disk's records go. */
    private static long records(BrokerProcess broker) {
        try (KafkaConsumer<byte[], byte[]> consumer = new KafkaConsumer<>(
                new HashMap<>(broker.kafka()), new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            List<TopicPartition> partitions = consumer.partitionsFor(Topic.CAMERA_FRAMES.topicName()).stream()
                    .map(found -> new TopicPartition(found.topic(), found.partition()))
                    .toList();
            return consumer.endOffsets(partitions).values().stream()
                    .mapToLong(Long::longValue)
                    .sum();
        }
    }

    private static double gatewaySeconds(ChildJvm gateway) {
        return ProcessHandle.of(gateway.pid())
                        .flatMap(process -> process.info().totalCpuDuration())
                        .map(Duration::toNanos)
                        .orElseThrow()
                / 1e9;
    }

    private static double memory(ChildJvm gateway) throws IOException {
        return Files.readAllLines(Path.of("/proc/" + gateway.pid() + "/status")).stream()
                .filter(line -> line.startsWith("VmHWM:"))
                .mapToDouble(line -> Long.parseLong(line.replaceAll("\\D", "")) / KIBI)
                .findFirst()
                .orElseThrow();
    }

    private void print(
            Participant.Account account,
            long inTopic,
            long readingsWritten,
            List<byte[]> pictures,
            LatencyTally tiles,
            LatencyTally readings,
            double share,
            double memory) {
        FigureLine.print(
                spec,
                String.format(
                        Locale.ROOT,
                        "gateway: %d participants x %d tiles of %.0f KiB a second, %d s: sent %d = accepted %d + asked to"
                                + " wait %d + refused %d%s; in the topic %d; not sent since the last one was still going"
                                + " out %d, nor since the clients were late %d; tile to Kafka's acknowledgement p50 %.0f ms, p99 %.0f ms; readings written"
                                + " %d, heard %d, p50 %.0f ms, p99 %.0f ms; the gateway's processor %.2f, memory at most"
                                + " %.0f MiB",
                        participants,
                        rate,
                        pictures.stream()
                                        .mapToInt(picture -> picture.length)
                                        .average()
                                        .orElseThrow()
                                / KIBI,
                        warmUp + seconds,
                        account.sent(),
                        account.accepted(),
                        account.waited(),
                        account.refused(),
                        account.isSettled() ? "" : " (NOT ALL ACCOUNTED FOR)",
                        inTopic,
                        account.notSent(),
                        notReached,
                        tiles.quantile(0.5),
                        tiles.quantile(0.99),
                        readingsWritten,
                        account.readings(),
                        readings.quantile(0.5),
                        readings.quantile(0.99),
                        share,
                        memory));
    }

    /** Some pictures as large as a tile of a call; what they show is looked at by nobody here. */
    private static List<byte[]> pictures() throws IOException {
        Random random = new Random(7);
        List<byte[]> pictures = new ArrayList<>();
        for (int n = 0; n < READINGS_A_SECOND * 4; n++) {
            BufferedImage image = new BufferedImage(WIDTH, HEIGHT, BufferedImage.TYPE_INT_RGB);
            Graphics2D drawing = image.createGraphics();
            for (int stroke = 0; stroke < STROKES; stroke++) {
                drawing.setColor(new Color(random.nextInt(1 << 24)));
                drawing.fillOval(random.nextInt(WIDTH), random.nextInt(HEIGHT), random.nextInt(90), random.nextInt(90));
            }
            drawing.dispose();
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            ImageIO.write(image, "jpg", bytes);
            pictures.add(bytes.toByteArray());
        }
        return pictures;
    }

    /** Readings as the job writes them. */
    private static final class ReadingLoad implements AutoCloseable {
        private final SchemaRegistry registry;
        private final KafkaProducer<byte[], byte[]> producer;
        private final RecordSerializer<ExpressionReading> serializer;
        private final long[] numbers;
        private long written;

        ReadingLoad(Map<String, String> kafka, int participants) {
            this.registry = new KafkaSchemaRegistry(kafka);
            this.producer =
                    new KafkaProducer<>(new HashMap<>(kafka), new ByteArraySerializer(), new ByteArraySerializer());
            this.serializer = new RecordSerializer<>(ExpressionReading.class, Topic.EXPRESSIONS, registry);
            this.numbers = new long[participants];
        }

        void write(int participant) {
            Instant now = Instant.now();
            ExpressionReading reading = ExpressionReading.newBuilder()
                    .setReadingId(stream(participant) + "/s1/" + numbers[participant]++)
                    .setStreamId(stream(participant))
                    .setSubjectId("s1")
                    .setWindowStart(now.minusSeconds(2))
                    .setWindowEnd(now)
                    .setStatus(ReadingStatus.OK)
                    .setLabelSet(new LabelSetReference("two", List.of("happiness", "neutral")))
                    .setProbabilities(List.of(0.75f, 0.25f))
                    .setTopLabel("happiness")
                    .setFrames(new FramesUsed(0L, 15L, 16, 0))
                    .setInput(new InputCoordinates("face-frames", 0, 0L, 15L))
                    .setModel(new ModelReference("none", "1", "sha256:0", "sha256:0", false))
                    .setRuntime(new RuntimeReference("none", "CPU", "float32", "none", "AVX2", 1))
                    .setPurpose("benchmark")
                    .setProducedAt(now)
                    .build();
            Future<RecordMetadata> unused = producer.send(
                    new ProducerRecord<>(
                            Topic.EXPRESSIONS.topicName(),
                            stream(participant).getBytes(UTF_8),
                            serializer.serialize(reading)),
                    (metadata, failure) -> {
                        if (failure != null) {
                            throw new IllegalStateException("a reading was not written", failure);
                        }
                    });
            written++;
        }

        long written() {
            return written;
        }

        @Override
        public void close() {
            producer.close();
            registry.close();
        }
    }
}
