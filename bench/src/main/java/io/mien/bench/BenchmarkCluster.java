package io.mien.bench;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.mien.broker.EmbeddedBroker;
import io.mien.infer.InferenceConfiguration;
import io.mien.schemas.Topic;
import io.mien.schemas.TopicCatalog;
import io.mien.schemas.avro.FaceFrame;
import io.mien.schemas.registry.SchemaRegistry;
import io.mien.schemas.registry.SchemaRegistrySettings;
import io.mien.schemas.sealing.KeyAccess;
import io.mien.schemas.wire.RecordSerializer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** A broker in this process with Mien's topics in four partitions each, in a temporary folder that goes with it. */
final class BenchmarkCluster implements AutoCloseable {
    static final int PARTITIONS = 4;

    /** Where the plain loop writes. */
    static final String PLAIN_OUTPUT = "plain-output";

    private final Path folder;
    private final EmbeddedBroker broker;
    private final KeyAccess keys;
    private int parts;

    private BenchmarkCluster(Path folder, EmbeddedBroker broker, KeyAccess keys) {
        this.folder = folder;
        this.broker = broker;
        this.keys = keys;
    }

    static BenchmarkCluster start() throws IOException, InterruptedException, ExecutionException {
        return start(KeyAccess.NONE);
    }

    /** @param keys that frames and readings are sealed with */
    static BenchmarkCluster start(KeyAccess keys) throws IOException, InterruptedException, ExecutionException {
        Path folder = Files.createTempDirectory("mien-bench-");
        BenchmarkCluster cluster = new BenchmarkCluster(folder, EmbeddedBroker.start(folder.resolve("kafka")), keys);
        try (Admin admin = Admin.create(new HashMap<>(cluster.kafka()))) {
            new TopicCatalog(admin).create(EnumSet.allOf(Topic.class), PARTITIONS, (short) 1);
            admin.createTopics(List.of(new NewTopic(PLAIN_OUTPUT, PARTITIONS, (short) 1)))
                    .all()
                    .get();
        }
        return cluster;
    }

    Map<String, String> kafka() {
        return Map.of("bootstrap.servers", broker.bootstrapServers());
    }

    private SchemaRegistrySettings schemas() {
        return new SchemaRegistrySettings(null, kafka()).withKeys(keys);
    }

    /** Opens the schemas of this cluster's records; the caller closes it. */
    SchemaRegistry registry() {
        return schemas().open();
    }

    /** The usual settings of the job, for a group of its own that begins at the earliest frame. */
    InferenceConfiguration inference() {
        return InferenceConfiguration.defaults(broker.bootstrapServers(), schemas(), "benchmark")
                .withGroupId("benchmark-" + parts++);
    }

    /** A folder that is not there yet. */
    Path newFolder() {
        return folder.resolve("part-" + parts++);
    }

    /**
     * Writes the frames of so many moments to {@code face-frames}, and the ends of the tracks.
     *
     * @return records written; each subject's are in one partition, and subjects are spread evenly
     */
    long preload(SyntheticFaces faces, int moments) throws InterruptedException, ExecutionException {
        return preload(faces, moments, sender -> {});
    }

    /** Writes a record of {@code face-frames}. */
    @FunctionalInterface
    interface Sender {
        Future<RecordMetadata> send(int partition, byte[] key, byte[] value);
    }

    /** The same, with whatever others that {@code among}, called after each record, writes. */
    long preload(SyntheticFaces faces, int moments, Consumer<Sender> among)
            throws InterruptedException, ExecutionException {
        Map<String, Object> settings = Map.of(
                ProducerConfig.BOOTSTRAP_SERVERS_CONFIG,
                broker.bootstrapServers(),
                ProducerConfig.BATCH_SIZE_CONFIG,
                1 << 19,
                ProducerConfig.LINGER_MS_CONFIG,
                20);
        List<Future<RecordMetadata>> sent = new ArrayList<>();
        try (SchemaRegistry registry = registry();
                KafkaProducer<byte[], byte[]> producer =
                        new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer())) {
            RecordSerializer<FaceFrame> serializer =
                    new RecordSerializer<>(FaceFrame.class, Topic.FACE_FRAMES, registry);
            Sender sender = (partition, key, value) ->
                    producer.send(new ProducerRecord<>(Topic.FACE_FRAMES.topicName(), partition, key, value));
            IntStream.range(0, moments).forEach(moment -> send(faces.at(moment), serializer, sender, sent, among));
            send(faces.ends(moments - 1), serializer, sender, sent, among);
            producer.flush();
            for (Future<RecordMetadata> record : sent) {
                record.get();
            }
        }
        return sent.size();
    }

    private static void send(
            List<FaceFrame> frames,
            RecordSerializer<FaceFrame> serializer,
            Sender sender,
            List<Future<RecordMetadata>> sent,
            Consumer<Sender> among) {
        for (int subject = 0; subject < frames.size(); subject++) {
            FaceFrame frame = frames.get(subject);
            // By number, not by the key's hash: a handful of keys would not spread evenly.
            sent.add(sender.send(
                    subject % PARTITIONS, frame.getStreamId().getBytes(UTF_8), serializer.serialize(frame)));
            among.accept(sender);
        }
    }

    @Override
    public void close() throws IOException {
        broker.close();
        try (Stream<Path> files = Files.walk(folder)) {
            files.sorted(Comparator.reverseOrder()).forEach(BenchmarkCluster::delete);
        }
    }

    private static void delete(Path file) {
        try {
            Files.delete(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
