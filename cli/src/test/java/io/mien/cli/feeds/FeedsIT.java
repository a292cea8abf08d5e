package io.mien.cli.feeds;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.mien.broker.EmbeddedBroker;
import io.mien.ingest.feed.Pace;
import io.mien.ingest.sources.DrawnFaceSource;
import io.mien.ingest.sources.FrameSource;
import io.mien.ingest.topology.StreamCounts;
import io.mien.schemas.Topic;
import io.mien.schemas.TopicCatalog;
import io.mien.schemas.TopicException;
import io.mien.schemas.registry.SchemaRegistrySettings;
import java.lang.ref.WeakReference;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.admin.Admin;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Feeds that come and go while a broker is there, and while it is not. */
@Timeout(240)
@Tag("long")
final class FeedsIT {
    /** Longer than a cluster's answer is waited for. */
    private static final Duration PATIENCE = Duration.ofSeconds(90);

    private static final Duration SECOND_CHANCE = Duration.ofSeconds(1);
    private static final String HALL = "feeds:\n  - {name: hall, address: 'watch:/no/such/hall'}\n";
    private static final String YARD = "  - {name: yard, address: 'watch:/no/such/yard'}\n";

    @TempDir
    Path folder;

    private EmbeddedBroker broker;
    private Map<String, String> kafka;
    private SchemaRegistrySettings schemas;

    @BeforeEach
    void startBroker() throws Exception {
        broker = EmbeddedBroker.start(folder.resolve("kafka"));
        kafka = Map.of("bootstrap.servers", broker.bootstrapServers());
        schemas = new SchemaRegistrySettings(null, kafka);
        try (Admin admin = Admin.create(new HashMap<>(kafka))) {
            new TopicCatalog(admin).create(Set.of(Topic.CAMERA_FRAMES, Topic.FEED_STATES), 1, (short) 1);
        }
    }

    @AfterEach
    void stopBroker() {
        broker.close();
    }

    @Test
    void aFeedThatIsAddedWhileKafkaIsAwayFailsAloneAndIsStartedWhenKafkaIsBack() throws Exception {
        Path file = Files.writeString(folder.resolve("feeds.yaml"), HALL);
        int port = URI.create("kafka://" + broker.bootstrapServers()).getPort();
        try (Feeds feeds = Feeds.start(List.of(), kafka, schemas)) {
            FeedFileWatch watch = FeedFileWatch.start(file, FeedFileWatch.check(file), feeds, SECOND_CHANCE);
            broker.close();

            Files.writeString(file, HALL + YARD);
            assertThat(watch.look()).containsExactly("feed yard added");
            List<String> news = new ArrayList<>();
            await().atMost(PATIENCE).until(() -> {
                news.addAll(watch.look());
                return !news.isEmpty();
            });
            assertThat(news)
                    .singleElement()
                    .asString()
                    .startsWith("feed yard: ")
                    .endsWith("; trying again in 1 s");
            assertThat(feeds.failures()).containsOnlyKeys("yard");
            assertThat(feeds.statuses()).containsOnlyKeys("hall", "yard");
            feeds.requireNoFailure();

            broker = EmbeddedBroker.start(folder.resolve("kafka"), port);
            await().atMost(PATIENCE).until(() -> {
                watch.look();
                // It looks for its folder only when it is connected.
                return feeds.statuses().get("yard") != null
                        && feeds.statuses().get("yard").losses().values().stream()
                                .anyMatch(number -> number > 0);
            });
            assertThat(feeds.failures()).isEmpty();
        }
    }

    @Test
    void aClusterThatDoesNotAnswerIsRefusedAtTheStart() throws Exception {
        Path file = Files.writeString(folder.resolve("feeds.yaml"), HALL);
        try (Feeds feeds = Feeds.start(List.of(), kafka, schemas)) {
            broker.close();
            Assertions.assertThatExceptionOfType(TopicException.class)
                    .isThrownBy(() -> FeedFileWatch.start(file, FeedFileWatch.check(file), feeds));
        }
    }

    @Test
    void feedsThatWereRemovedAreLetGoAndWhatTheyDidStillCounts() {
        try (Feeds feeds = Feeds.start(List.of(), kafka, schemas)) {
            List<WeakReference<FrameSource.Opener>> openers = new ArrayList<>();
            for (int n = 0; n < 4; n++) {
                openers.add(publishedAndRemoved(feeds));
            }
            long published = feeds.totals().published();
            assertThat(published).isGreaterThanOrEqualTo(4);
            List<InputAccount> accounts = feeds.accounts(stream -> StreamCounts.NONE);
            assertThat(accounts).hasSize(4);
            assertThat(accounts.stream().mapToLong(InputAccount::published).sum())
                    .isEqualTo(published);
            // A publisher holds its opener, so it is gone where that is.
            await().atMost(PATIENCE).until(() -> {
                System.gc();
                return openers.stream().allMatch(opener -> opener.get() == null);
            });
            assertThat(feeds.totals().published()).isEqualTo(published);
        }
    }

    private static WeakReference<FrameSource.Opener> publishedAndRemoved(Feeds feeds) {
        long before = feeds.totals().published();
        FrameSource.Opener opener = new DrawnPortrait();
        feeds.add(new FeedPlan("portrait", opener, Pace.REAL_TIME, false));
        await().atMost(PATIENCE).until(() -> feeds.totals().published() > before);
        feeds.remove("portrait");
        return new WeakReference<>(opener);
    }

    /** An object of its own each time: one from a lambda would be shared. */
    private static final class DrawnPortrait implements FrameSource.Opener {
        @Override
        public FrameSource open() {
            return new DrawnFaceSource("portrait", DrawnFaceSource.Scene.PORTRAIT, Duration.ofSeconds(48));
        }
    }
}
