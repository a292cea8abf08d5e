package io.mien.ingest.feed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.mien.broker.EmbeddedBroker;
import io.mien.ingest.sources.FeedLoss;
import io.mien.ingest.sources.FeedStatus;
import io.mien.schemas.Topic;
import io.mien.schemas.TopicCatalog;
import io.mien.schemas.avro.CaptureClock;
import io.mien.schemas.avro.FeedCondition;
import io.mien.schemas.avro.FeedState;
import io.mien.schemas.registry.SchemaRegistrySettings;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.kafka.clients.admin.Admin;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Feeds' states on a real broker. */
@Timeout(120)
@Tag("long")
final class FeedStateReportIT {
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final Duration INTERVAL = Duration.ofMillis(1_500);
    private static final Duration TRY_AGAIN = Duration.ofSeconds(1);
    private static final Instant BEGUN = Instant.parse("2026-03-01T12:00:00Z");
    private static final FeedStatus LIVE = new FeedStatus(
            FeedStatus.State.LIVE, BEGUN, "", Map.of(FeedLoss.Reason.SILENT, 2L), 3, CaptureClock.CAMERA, "north wing");

    @TempDir
    static Path folder;

    private static EmbeddedBroker broker;
    private static Map<String, String> kafka;

    private final Map<String, FeedStatus> feeds = new ConcurrentHashMap<>();

    @BeforeAll
    static void startBroker() throws IOException {
        broker = EmbeddedBroker.start(folder);
        kafka = Map.of("bootstrap.servers", broker.bootstrapServers());
    }

    @AfterAll
    static void stopBroker() {
        broker.close();
    }

    @BeforeEach
    void removeTopic() throws Exception {
        try (Admin admin = Admin.create(new HashMap<>(kafka))) {
            if (isThere(admin)) {
                admin.deleteTopics(List.of(Topic.FEED_STATES.topicName())).all().get();
                await().atMost(PATIENCE).until(() -> !isThere(admin));
            }
        }
    }

    private static boolean isThere(Admin admin) throws Exception {
        return admin.listTopics().names().get().contains(Topic.FEED_STATES.topicName());
    }

    private static void createTopic() {
        try (Admin admin = Admin.create(new HashMap<>(kafka))) {
            new TopicCatalog(admin).create(Set.of(Topic.FEED_STATES), 1, (short) 1);
        }
    }

    private FeedStateReport start() {
        return FeedStateReport.start(
                kafka, new SchemaRegistrySettings(null, kafka), () -> Map.copyOf(feeds), INTERVAL, TRY_AGAIN);
    }

    @Test
    void aFeedIsToldOfWhenSomethingChangesAndAgainWhileNothingDoes() throws Exception {
        createTopic();
        feeds.put("hall", LIVE);
        feeds.put("yard", LIVE);
        try (FeedStatesTopic topic = new FeedStatesTopic(kafka)) {
            try (FeedStateReport report = start()) {
                List<FeedState> again =
                        topic.awaitMany(state -> state.getStreamId().equals("hall"), 3);
                assertThat(again).allSatisfy(state -> {
                    assertThat(state.getState()).isEqualTo(FeedCondition.LIVE);
                    assertThat(state.getSince()).isEqualTo(BEGUN);
                    assertThat(state.getLosses()).containsExactly(Map.entry("SILENT", 2L));
                    assertThat(state.getConnections()).isEqualTo(3);
                    assertThat(state.getGroup()).isEqualTo("north wing");
                    assertThat(state.getCaptureClock()).isEqualTo(CaptureClock.CAMERA);
                    assertThat(state.getIntervalMicros()).isEqualTo(INTERVAL.toNanos() / 1_000);
                });
                assertThat(again)
                        .extracting(FeedState::getInstance)
                        .containsOnly(again.get(0).getInstance());

                feeds.put("hall", LIVE.become(FeedStatus.State.RECONNECTING, BEGUN.plusSeconds(5), "gone"));
                feeds.remove("yard");
                FeedState lost = topic.awaitFirst(state -> state.getState() == FeedCondition.RECONNECTING);
                assertThat(lost.getSentence()).isEqualTo("gone");
                FeedState removed = topic.awaitFirst(state -> state.getState() == FeedCondition.ENDED);
                assertThat(removed.getStreamId()).isEqualTo("yard");
                assertThat(removed.getSentence()).isEqualTo("it was removed");
                assertThat(report).isNotNull();
            }
            FeedState last = topic.awaitFirst(
                    state -> state.getStreamId().equals("hall") && state.getState() == FeedCondition.ENDED);
            assertThat(last.getSentence()).isEqualTo("its process was stopped");
        }
    }

    @Test
    void aClusterWithoutTheTopicIsLeftAsItIsAndUsedOnceItHasOne() throws Exception {
        feeds.put("hall", LIVE);
        try (FeedStateReport report = start();
                Admin admin = Admin.create(new HashMap<>(kafka))) {
            await().during(Duration.ofSeconds(3)).atMost(PATIENCE).until(() -> !isThere(admin));
            createTopic();
            try (FeedStatesTopic topic = new FeedStatesTopic(kafka)) {
                assertThat(topic.awaitFirst(state -> true).getStreamId()).isEqualTo("hall");
            }
            assertThat(report).isNotNull();
        }
    }
}
