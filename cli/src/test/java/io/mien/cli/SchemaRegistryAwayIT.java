package io.mien.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.mien.broker.EmbeddedBroker;
import io.mien.cli.terminal.ExitCode;
import io.mien.cli.terminal.OpenedParts;
import io.mien.demonstration.DemonstrationModel;
import io.mien.schemas.Topic;
import io.mien.schemas.avro.FaceFrame;
import io.mien.schemas.registry.KafkaSchemaRegistry;
import io.mien.schemas.registry.SchemaRegistryServer;
import io.mien.schemas.registry.SchemaRegistrySettings;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.avro.Schema;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A schema registry behind a URL that is not there when something starts, or goes while it runs. */
@Tag("long")
final class SchemaRegistryAwayIT {
    private static final InetAddress HERE = InetAddress.getLoopbackAddress();

    @TempDir
    Path folder;

    @Test
    void aRegistryThatGoesIsMissedOnlyByRecordsOfNewSchemasAndTheseWaitForIt() throws Exception {
        try (EmbeddedBroker broker = EmbeddedBroker.start(folder.resolve("kafka"));
                KafkaSchemaRegistry registry =
                        new KafkaSchemaRegistry(Map.of("bootstrap.servers", broker.bootstrapServers()));
                OpenedParts servers = new OpenedParts()) {
            SchemaRegistryServer first =
                    servers.add(new SchemaRegistryServer(registry, new InetSocketAddress(HERE, 0)));
            URI url = first.url();
            String server = broker.bootstrapServers();
            assertThat(InProcessMien.run(
                                    "topics",
                                    "create",
                                    "--partitions",
                                    "1",
                                    "--bootstrap-servers",
                                    server,
                                    "--schema-registry",
                                    url.toString())
                            .exitCode())
                    .isZero();
            SchemaRegistrySettings schemas = new SchemaRegistrySettings(url, Map.of("bootstrap.servers", server));
            try (RunningPipeline pipeline = RunningPipeline.start(folder, server, schemas)) {
                pipeline.awaitReadings(2);
                servers.closeFirst(first);
                pipeline.awaitReadings(pipeline.readings() + 2);

                repeatOneFaceFrameWithANewSchema(server, registry);
                awaitQuestion(url.getPort());
                servers.add(new SchemaRegistryServer(registry, new InetSocketAddress(HERE, url.getPort())));
                pipeline.awaitEveryReading();
            }
        }
    }

    /** The job has its frame already, so that it changes no reading; its schema's id, nobody has asked for. */
    private static void repeatOneFaceFrameWithANewSchema(String server, KafkaSchemaRegistry registry) throws Exception {
        Schema known = FaceFrame.getClassSchema();
        Schema named = new Schema.Parser().parse(known.toString());
        named.addProp("producer", "another");
        int id = registry.register(Topic.FACE_FRAMES.subject(), named);
        ConsumerRecord<byte[], byte[]> frame =
                PlainReadings.records(server, "face-frames").get(0);
        byte[] value = frame.value().clone();
        ByteBuffer.wrap(value).putInt(1, id);
        try (KafkaProducer<byte[], byte[]> producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", server), new ByteArraySerializer(), new ByteArraySerializer())) {
            producer.send(new ProducerRecord<>("face-frames", frame.key(), value))
                    .get();
        }
    }

    /** Until somebody asks the registry, who is then given no answer. */
    private static void awaitQuestion(int port) throws IOException {
        try (ServerSocket silent = new ServerSocket()) {
            silent.setReuseAddress(true);
            silent.bind(new InetSocketAddress(HERE, port));
            silent.setSoTimeout(Math.toIntExact(RunningPipeline.PATIENCE.toMillis()));
            silent.accept().close();
        }
    }

    @Test
    void whatStartsWithoutItsRegistrySaysSoAndLeavesNothing() throws Exception {
        try (EmbeddedBroker broker = EmbeddedBroker.start(folder.resolve("kafka"))) {
            String server = broker.bootstrapServers();
            assertThat(InProcessMien.run("topics", "create", "--bootstrap-servers", server)
                            .exitCode())
                    .isZero();
            Path state = folder.resolve("state");
            String model = DemonstrationModel.copyTo(folder.resolve("model")).toString();

            isRefused(server, "ingest", "--state", state.toString());
            isRefused(server, "infer", "--model", model, "--purpose", "test", "--state", state.toString());
            assertThat(state).doesNotExist();
        }
    }

    /** Nobody listens on the discard port. */
    private static void isRefused(String server, String... arguments) {
        List<String> all = new ArrayList<>(List.of(arguments));
        all.addAll(List.of("--bootstrap-servers", server, "--schema-registry", "http://127.0.0.1:9"));
        assertThat(InProcessMien.run(all.toArray(String[]::new)).refusal(ExitCode.KAFKA))
                .startsWith("mien: schema registry http://127.0.0.1:9: no answer in 10 s")
                .contains("expected: a registry there")
                .hasLineCount(1);
    }
}
