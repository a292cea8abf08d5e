package io.mien.dashboard;

import io.mien.dashboard.history.FeedChanges;
import io.mien.dashboard.history.ReadingHistory;
import io.mien.schemas.ConsumerThread;
import io.mien.schemas.ForbiddenException;
import io.mien.schemas.Topic;
import io.mien.schemas.registry.SchemaRegistry;
import io.mien.schemas.sealing.KeyAccess;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Follows readings and dead letters from a while back. It belongs to no consumer group, since every dashboard wants
 * every record, and commits nothing. Whatever goes wrong is shown and tried again, beginning with the record that
 * failed. It runs on a thread of its own.
 */
final class ReadingsConsumer implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(ReadingsConsumer.class);
    private static final Set<Topic> TOPICS = Set.of(
            Topic.EXPRESSIONS,
            Topic.MODEL_EVENTS,
            Topic.FEED_STATES,
            Topic.CAMERA_FRAMES_DEAD_LETTERS,
            Topic.FACE_FRAMES_DEAD_LETTERS);
    /** Without them, or without the right to read them, the page is as it was before there were these topics. */
    private static final Set<Topic> OPTIONAL = Set.of(Topic.MODEL_EVENTS, Topic.FEED_STATES);

    private static final Duration POLL = Duration.ofMillis(250);
    /** How often the cluster is asked whether it is there, and about topics and partitions that are new. */
    private static final Duration CHECK_EVERY = Duration.ofSeconds(2);

    private static final Duration METADATA_AGE = Duration.ofSeconds(15);
    private static final Duration ANSWER_WITHIN = Duration.ofSeconds(4);
    private static final Duration RETRY_AFTER = Duration.ofSeconds(1);

    private final DashboardConfiguration configuration;
    private final SharedState state;
    private final ReadingHistory history;
    private final FeedChanges feeds;
    private final Instant from;
    /** The next record of each partition. It outlives the Kafka client, so that no dead letter is counted twice. */
    private final Map<TopicPartition, Long> positions = new HashMap<>();

    private final ConsumerThread thread;
    private volatile Optional<ForbiddenException> refusal = Optional.empty();
    private boolean hasRead;

    /**
     * Begins at once.
     *
     * @param started from when on the look-back counts
     */
    ReadingsConsumer(
            DashboardConfiguration configuration,
            SharedState state,
            ReadingHistory history,
            FeedChanges feeds,
            Instant started) {
        this.configuration = configuration;
        this.state = state;
        this.history = history;
        this.feeds = feeds;
        this.from = started.minus(configuration.lookBack());
        this.thread = new ConsumerThread("dashboard-readings", this::run);
        thread.start();
    }

    private void run() {
        while (!thread.isClosed()) {
            try (KafkaConsumer<byte[], byte[]> consumer = new KafkaConsumer<>(
                    settings(configuration), new ByteArrayDeserializer(), ReadingsConsumer::valueOrNothing)) {
                thread.uses(consumer);
                // Before the registry is opened, which would wait longer for a cluster that is not there.
                check(consumer);
                follow(consumer);
            } catch (WakeupException e) {
                return;
            } catch (RuntimeException e) {
                // Not only Kafka's and the registry's: a thread that died would leave a page that looks well.
                unavailable(e);
            } finally {
                thread.uses(null);
            }
        }
    }

    /** Of whoever reads a topic from a place of its own, and commits nothing. */
    static Map<String, Object> settings(DashboardConfiguration configuration) {
        Map<String, Object> settings = new HashMap<>(configuration.kafka());
        settings.put(ConsumerConfig.CLIENT_ID_CONFIG, "mien-dashboard");
        settings.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
        settings.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, "false");
        settings.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, "false");
        // Where retention, or a new cluster in the old one's place, has taken away what was to be read next.
        settings.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
        settings.put(ConsumerConfig.FETCH_MAX_BYTES_CONFIG, Integer.toString(4 << 20));
        settings.put(ConsumerConfig.MAX_PARTITION_FETCH_BYTES_CONFIG, Integer.toString(1 << 20));
        settings.put(ConsumerConfig.METADATA_MAX_AGE_CONFIG, Long.toString(METADATA_AGE.toMillis()));
        settings.put(ConsumerConfig.RECONNECT_BACKOFF_MAX_MS_CONFIG, "2000");
        return settings;
    }

    /** Dead letters may be pictures: their payload is let go before anything sees it. */
    private static byte @Nullable [] valueOrNothing(String topic, byte @Nullable [] value) {
        return topic.equals(Topic.CAMERA_FRAMES_DEAD_LETTERS.topicName())
                        || topic.equals(Topic.FACE_FRAMES_DEAD_LETTERS.topicName())
                ? null
                : value;
    }

    private void follow(KafkaConsumer<byte[], byte[]> consumer) {
        try (SchemaRegistry registry = configuration.registry().open()) {
            RecordIntake intake = new RecordIntake(
                    state,
                    history,
                    feeds,
                    registry,
                    !configuration.registry().keys().equals(KeyAccess.NONE));
            Instant checkAt = Instant.now().plus(CHECK_EVERY);
            CatchUp catchUp = new CatchUp(Instant.now());
            while (!thread.isClosed()) {
                for (ConsumerRecord<byte[], byte[]> record : poll(consumer)) {
                    intake.take(record);
                    catchUp.read(record);
                    positions.put(new TopicPartition(record.topic(), record.partition()), record.offset() + 1);
                    hasRead = true;
                }
                intake.forgetErased(Instant.now());
                if (catchUp.isTimeToTick(consumer, Instant.now())) {
                    state.tick();
                }
                if (Instant.now().isAfter(checkAt)) {
                    check(consumer);
                    // What may not be read would have failed by now.
                    if (!consumer.assignment().isEmpty()) {
                        hasRead = true;
                        refusal = Optional.empty();
                    }
                    checkAt = Instant.now().plus(CHECK_EVERY);
                }
            }
        }
    }

    private ConsumerRecords<byte[], byte[]> poll(KafkaConsumer<byte[], byte[]> consumer) {
        if (consumer.assignment().isEmpty()) {
            // No topic is there yet, and Kafka's client refuses to poll none.
            thread.pause(POLL);
            return ConsumerRecords.empty();
        }
        return consumer.poll(POLL);
    }

    /** Asks the cluster about the topics: whether it answers, and for partitions that are not followed yet. */
    private void check(KafkaConsumer<byte[], byte[]> consumer) {
        Set<TopicPartition> partitions = new HashSet<>();
        boolean readingsThere = false;
        for (Topic topic : TOPICS) {
            List<PartitionInfo> found = partitions(consumer, topic);
            found.forEach(partition -> partitions.add(new TopicPartition(partition.topic(), partition.partition())));
            readingsThere |= topic == Topic.EXPRESSIONS && !found.isEmpty();
        }
        // The client answers about known topics from memory: this question always goes out.
        consumer.endOffsets(consumer.assignment(), ANSWER_WITHIN);
        Set<TopicPartition> added = new HashSet<>(partitions);
        added.removeAll(consumer.assignment());
        if (!added.isEmpty()) {
            Map<TopicPartition, Long> starts = starts(consumer, added);
            partitions.addAll(consumer.assignment());
            consumer.assign(partitions);
            starts.forEach(consumer::seek);
        }
        if (readingsThere) {
            state.connection(KafkaConnection.CONNECTED, null);
        } else {
            state.connection(
                    KafkaConnection.UNAVAILABLE,
                    "topic " + Topic.EXPRESSIONS.topicName() + ": not there (run `mien topics create`)");
        }
    }

    private static List<PartitionInfo> partitions(KafkaConsumer<byte[], byte[]> consumer, Topic topic) {
        try {
            return consumer.partitionsFor(topic.topicName(), ANSWER_WITHIN);
        } catch (TopicAuthorizationException e) {
            if (!OPTIONAL.contains(topic)) {
                throw e;
            }
            log.debug("not shown topic={}", topic.topicName(), e);
            return List.of();
        }
    }

    private Map<TopicPartition, Long> starts(KafkaConsumer<byte[], byte[]> consumer, Set<TopicPartition> partitions) {
        // The ends first: what is appended between the two questions is then found by its time or lies behind the end.
        Map<TopicPartition, Long> starts = new HashMap<>(consumer.endOffsets(partitions, ANSWER_WITHIN));
        Map<TopicPartition, Long> times = new HashMap<>();
        partitions.forEach(partition -> times.put(partition, from.toEpochMilli()));
        consumer.offsetsForTimes(times, ANSWER_WITHIN).forEach((partition, found) -> {
            if (found != null) {
                starts.put(partition, found.offset());
            }
        });
        // A feed whose process died long ago has spoken last before the look-back; compaction keeps the topic short.
        consumer.beginningOffsets(
                        partitions.stream().filter(ReadingsConsumer::isOfFeeds).toList(), ANSWER_WITHIN)
                .forEach(starts::put);
        partitions.stream().filter(positions::containsKey).forEach(known -> starts.put(known, positions.get(known)));
        return starts;
    }

    private static boolean isOfFeeds(TopicPartition partition) {
        return partition.topic().equals(Topic.FEED_STATES.topicName());
    }

    private void unavailable(RuntimeException e) {
        if (thread.isClosed()) {
            return;
        }
        Optional<ForbiddenException> found = ForbiddenException.in(e, topic -> AclOperation.READ);
        String problem = e instanceof TimeoutException
                ? "no answer from " + configuration.kafka().get(ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG)
                : String.valueOf(
                        found.<RuntimeException>map(known -> known).orElse(e).getMessage());
        if (found.isPresent() && !hasRead) {
            refusal = found;
        } else {
            log.warn("readings cannot be followed, trying again: {} topic={}", problem, Topic.EXPRESSIONS.topicName());
        }
        state.connection(KafkaConnection.UNAVAILABLE, problem);
        thread.pause(RETRY_AFTER);
    }

    /**
     * Says what the cluster has not let it read since its start; the caller may then give up. Later refusals are only
     * shown and logged.
     */
    Optional<ForbiddenException> refusal() {
        return refusal;
    }

    /** Returns when the thread has ended, or after a few seconds. */
    @Override
    public void close() {
        thread.close();
    }
}
