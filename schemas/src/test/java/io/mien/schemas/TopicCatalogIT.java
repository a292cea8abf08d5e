package io.mien.schemas;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mien.broker.EmbeddedBroker;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.config.ConfigResource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class TopicCatalogIT {

    @Test
    void topicsAreMadeOnceWithTheirSettings(@TempDir Path folder)
            throws IOException, InterruptedException, ExecutionException {
        try (EmbeddedBroker broker = EmbeddedBroker.start(folder);
                Admin admin = Admin.create(Map.of("bootstrap.servers", broker.bootstrapServers()))) {
            TopicCatalog catalog = new TopicCatalog(admin);

            assertThatThrownBy(() -> catalog.require(Set.of(Topic.FACE_FRAMES), Set.of()))
                    .isInstanceOf(TopicException.class)
                    .hasMessage("topic face-frames: not there (run `mien topics create`)");

            assertThat(catalog.create(List.of(Topic.values()), 3, (short) 1)).hasSize(Topic.values().length);
            assertThat(catalog.create(List.of(Topic.values()), 3, (short) 1)).isEmpty();
            catalog.require(Set.of(Topic.FACE_FRAMES), Set.of(Topic.EXPRESSIONS));

            ConfigResource resource = new ConfigResource(ConfigResource.Type.TOPIC, "face-frames");
            assertThat(admin.describeConfigs(List.of(resource)).all().get().values())
                    .singleElement()
                    .satisfies(settings -> assertThat(settings.entries())
                            .anyMatch(entry -> entry.name().equals("message.timestamp.type")
                                    && "LogAppendTime".equals(entry.value())));
        }
    }
}
