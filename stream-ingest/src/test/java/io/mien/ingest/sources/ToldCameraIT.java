package io.mien.ingest.sources;

import static org.assertj.core.api.Assertions.assertThat;

import io.mien.broker.EmbeddedBroker;
import io.mien.ingest.feed.FeedStateReport;
import io.mien.ingest.feed.FeedStatesTopic;
import io.mien.schemas.Topic;
import io.mien.schemas.TopicCatalog;
import io.mien.schemas.avro.CaptureClock;
import io.mien.schemas.avro.FeedCondition;
import io.mien.schemas.avro.FeedState;
import io.mien.schemas.registry.SchemaRegistrySettings;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.admin.Admin;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
final class ToldCameraIT {
    @TempDir
    Path folder;

    @Test
    void aCameraThatGoesAwayIsToldOnTheTopic() throws Exception {
        LiveOptions options = LiveOptions.defaults(1280).withPatience(Duration.ofSeconds(2), Duration.ofSeconds(5));
        MotionJpegServer camera = new MotionJpegServer(0);
        camera.password("right");
        String where = camera.address();
        LiveAddress address = LiveAddress.parse(where).withCredentials(FeedCredentials.parse("user:right"));
        try (EmbeddedBroker broker = EmbeddedBroker.start(folder)) {
            Map<String, String> kafka = Map.of("bootstrap.servers", broker.bootstrapServers());
            try (Admin admin = Admin.create(new HashMap<>(kafka))) {
                new TopicCatalog(admin).create(Set.of(Topic.FEED_STATES), 1, (short) 1);
            }
            try (FollowedFeed feed = new FollowedFeed(address, options);
                    FeedStateReport report = FeedStateReport.start(
                            kafka, new SchemaRegistrySettings(null, kafka), () -> Map.of("hall", feed.status()));
                    FeedStatesTopic topic = new FeedStatesTopic(kafka)) {
                FeedState live = topic.awaitFirst(state ->
                        state.getState() == FeedCondition.LIVE && state.getCaptureClock() == CaptureClock.ARRIVAL);
                assertThat(live.getConnections()).isEqualTo(1);

                camera.close();
                FeedState lost = topic.awaitFirst(state -> state.getState() == FeedCondition.RECONNECTING
                        && state.getLosses().containsKey("REFUSED"));
                assertThat(lost.getSince()).isAfter(live.getSince());
                assertThat(lost.getSentence()).isEqualTo("nothing listens at " + where);
                assertThat(topic.all()).noneMatch(state -> state.toString().contains("right"));
                assertThat(report).isNotNull();
            }
        } finally {
            camera.close();
        }
    }
}
