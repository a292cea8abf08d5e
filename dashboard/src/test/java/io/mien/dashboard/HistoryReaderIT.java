package io.mien.dashboard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.mien.broker.EmbeddedBroker;
import io.mien.dashboard.history.FeedChanges;
import io.mien.dashboard.history.HistoryBounds;
import io.mien.dashboard.history.ReadingHistory;
import io.mien.schemas.Topic;
import io.mien.schemas.registry.SchemaRegistry;
import io.mien.schemas.registry.SchemaRegistrySettings;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.EnumSet;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a page knows of the past when it is started anew, of a real topic. */
class HistoryReaderIT {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final int READINGS = 100;

    @TempDir
    private static Path folder;

    private static Instant first;
    private static EmbeddedBroker broker;
    private static Map<String, String> kafka;

    @BeforeAll
    static void start() throws Exception {
        first = Instant.now().minusSeconds(3_600);
        broker = EmbeddedBroker.start(folder);
        kafka = Map.of("bootstrap.servers", broker.bootstrapServers());
        TopicWriter.createTopics(kafka, EnumSet.allOf(Topic.class), 2);
        try (SchemaRegistry registry = new SchemaRegistrySettings(null, kafka).open();
                TopicWriter writer = new TopicWriter(kafka, registry)) {
            for (int number = 0; number < READINGS; number++) {
                writer.send(TestReading.of("cam" + number % 3, "s1", number, first));
                if (number % 10 == 0) {
                    // Repeated, as delivery at least once allows, and no reading at all.
                    writer.send(TestReading.of("cam" + number % 3, "s1", number, first));
                    writer.send("cam1", "not a record".getBytes(StandardCharsets.UTF_8));
                }
            }
        }
    }

    @AfterAll
    static void stop() {
        broker.close();
    }

    private static DashboardConfiguration configuration(HistoryBounds bounds) {
        return DashboardConfiguration.defaults(kafka)
                .withLookBack(Duration.ZERO)
                .withHistory(bounds);
    }

    private static ReadingHistory read(HistoryBounds bounds) {
        ReadingHistory history = new ReadingHistory(bounds, InstantSource.system());
        try (HistoryReader reader = new HistoryReader(configuration(bounds), history, Instant.now())) {
            await().atMost(PATIENCE).until(reader::isDone);
        }
        return history;
    }

    @Test
    void aPageThatIsStartedAnewHasThePastAndShowsWhatOneShowsThatHeardIt() throws Exception {
        ReadingHistory heard = new ReadingHistory(HistoryBounds.DEFAULT, InstantSource.system());
        DashboardConfiguration following =
                DashboardConfiguration.defaults(kafka).withLookBack(Duration.ofMinutes(10));
        SharedState state = new SharedState(new DashboardState(240, Duration.ofMinutes(10), Instant::now));
        try (ReadingsConsumer consumer =
                new ReadingsConsumer(following, state, heard, new FeedChanges(), Instant.now())) {
            await().atMost(PATIENCE).until(() -> heard.size() == READINGS);
            assertThat(consumer.refusal()).isEmpty();
        }

        ReadingHistory anew = read(HistoryBounds.DEFAULT);

        assertThat(anew.size()).isEqualTo(READINGS);
        for (int stream = 0; stream < 3; stream++) {
            assertThat(anew.readings("cam" + stream, 0, Long.MAX_VALUE))
                    .hasSize(1)
                    .isEqualTo(heard.readings("cam" + stream, 0, Long.MAX_VALUE));
        }
        assertThat(anew.find("cam1/s1/40")).isPresent().isEqualTo(heard.find("cam1/s1/40"));
    }

    @Test
    void whatIsOlderThanTheSpanIsNotRead() {
        assertThat(read(new HistoryBounds(Duration.ofMillis(1), HistoryBounds.DEFAULT.bytes()))
                        .size())
                .isZero();
    }

    @Test
    void aHistoryWithinTheLookBackIsLeftToWhatFollowsTheReadings() {
        ReadingHistory history = new ReadingHistory(HistoryBounds.DEFAULT, InstantSource.system());
        DashboardConfiguration longLookBack =
                DashboardConfiguration.defaults(kafka).withLookBack(HistoryBounds.DEFAULT.span());
        try (HistoryReader reader = new HistoryReader(longLookBack, history, Instant.now())) {
            await().atMost(PATIENCE).until(reader::isDone);
        }
        assertThat(history.size()).isZero();
    }
}
