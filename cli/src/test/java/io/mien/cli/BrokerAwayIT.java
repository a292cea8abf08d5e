package io.mien.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.mien.broker.EmbeddedBroker;
import io.mien.cli.terminal.OpenedParts;
import io.mien.schemas.registry.SchemaRegistrySettings;
import java.net.URI;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A broker of this JVM that is stopped in the middle of the work, and started again with the same data. */
@Tag("long")
final class BrokerAwayIT {
    @TempDir
    Path folder;

    @Test
    void aBrokerThatGoesAndComesBackLosesNoReadingAndDoublesNone() throws Exception {
        Path data = folder.resolve("kafka");
        try (OpenedParts brokers = new OpenedParts()) {
            EmbeddedBroker first = brokers.add(EmbeddedBroker.start(data));
            String server = first.bootstrapServers();
            assertThat(InProcessMien.run("topics", "create", "--bootstrap-servers", server)
                            .exitCode())
                    .isZero();
            SchemaRegistrySettings schemas = new SchemaRegistrySettings(null, Map.of("bootstrap.servers", server));
            try (RunningPipeline pipeline = RunningPipeline.start(folder, server, schemas)) {
                pipeline.awaitReadings(3);
                first.close();
                brokers.add(EmbeddedBroker.start(
                        data, URI.create("kafka://" + server).getPort()));
                pipeline.awaitEveryReading();
            }
        }
    }
}
