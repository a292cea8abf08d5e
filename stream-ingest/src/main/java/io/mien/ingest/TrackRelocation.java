package io.mien.ingest;

import io.mien.schemas.ForbiddenException;
import io.mien.schemas.Topic;
import io.mien.schemas.TopicException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewPartitions;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.GroupState;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.GroupIdNotFoundException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.apache.kafka.common.resource.ResourceType;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.utils.Utils;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes the tracks along when {@code camera-frames} has been given more partitions. A stream then lies in another one, and
 * what is known of it has to lie there too, or its subjects would be numbered from the beginning again. Kafka Streams does
 * not do it: it refuses to start. Done while nobody of the group runs, before Streams is started.
 */
final class TrackRelocation {
    private static final Logger log = LoggerFactory.getLogger(TrackRelocation.class);
    private static final long ANSWER_SECONDS = 20;
    private static final Duration POLL = Duration.ofMillis(200);

    private final Map<String, String> kafka;
    private final String group;
    private final String tracks;

    /** @param tracks the topic that Streams keeps them in */
    TrackRelocation(Map<String, String> kafka, String group, String tracks) {
        this.kafka = kafka;
        this.group = group;
        this.tracks = tracks;
    }

    /**
     * Moves them if that is necessary.
     *
     * @throws ForbiddenException if this client may not see or change the topics
     * @throws TopicException if it is, and others of the group are running, or the partitions cannot be made to fit
     */
    void carryOut(Admin admin) {
        // Who may not even see the tracks' topic could not make it either.
        int known = partitions(admin, tracks, AclOperation.CREATE);
        int wanted = partitions(admin, Topic.CAMERA_FRAMES.topicName(), AclOperation.READ);
        if (known == 0 || known == wanted) {
            return;
        }
        String both = "topic " + Topic.CAMERA_FRAMES.topicName() + ": " + wanted + " partitions, where " + tracks
                + " has " + known;
        if (wanted < known) {
            throw new TopicException(
                    both + " (expected: no fewer than before; delete that topic, and the subjects are numbered anew)");
        }
        if (isRunning(admin)) {
            throw new TopicException(both + " (expected: that all ingests of the group " + group
                    + " are stopped; the first one that is started then takes the tracks along)");
        }
        Map<String, Integer> streams = move(admin, known, wanted);
        log.info("{}: {} streams taken along to their partitions", both, streams.size());
    }

    private static int partitions(Admin admin, String topic, AclOperation needed) {
        try {
            return Objects.requireNonNull(admin.describeTopics(List.of(topic))
                            .allTopicNames()
                            .get(ANSWER_SECONDS, TimeUnit.SECONDS)
                            .get(topic))
                    .partitions()
                    .size();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof UnknownTopicOrPartitionException) {
                return 0;
            }
            throw forbidden(topic, needed, e).orElseGet(() -> failure(topic, e));
        } catch (InterruptedException | TimeoutException e) {
            throw failure(topic, e);
        }
    }

    private static Optional<RuntimeException> forbidden(String topic, AclOperation needed, ExecutionException e) {
        return e.getCause() instanceof AuthorizationException
                ? Optional.of(ForbiddenException.of(ResourceType.TOPIC, topic, needed, e.getCause()))
                : Optional.empty();
    }

    private boolean isRunning(Admin admin) {
        try {
            GroupState state = Objects.requireNonNull(admin.describeConsumerGroups(List.of(group))
                            .all()
                            .get(ANSWER_SECONDS, TimeUnit.SECONDS)
                            .get(group))
                    .groupState();
            return state != GroupState.EMPTY && state != GroupState.DEAD;
        } catch (ExecutionException e) {
            if (e.getCause() instanceof GroupIdNotFoundException) {
                return false;
            }
            throw failure(group, e);
        } catch (InterruptedException | TimeoutException e) {
            throw failure(group, e);
        }
    }

    /** Everything is read before anything is changed; done twice it comes to the same. */
    private Map<String, Integer> move(Admin admin, int known, int wanted) {
        Map<String, ConsumerRecord<byte[], byte[]>> states = read(known);
        try {
            admin.createPartitions(Map.of(tracks, NewPartitions.increaseTo(wanted)))
                    .all()
                    .get(ANSWER_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            throw forbidden(tracks, AclOperation.ALTER, e).orElseGet(() -> failure(tracks, e));
        } catch (InterruptedException | TimeoutException e) {
            throw failure(tracks, e);
        }
        Map<String, Integer> moved = new HashMap<>();
        try (KafkaProducer<byte[], byte[]> producer = new KafkaProducer<>(
                settings(Map.of(ProducerConfig.ACKS_CONFIG, "all")),
                new ByteArraySerializer(),
                new ByteArraySerializer())) {
            List<Future<RecordMetadata>> written = new ArrayList<>();
            states.forEach((stream, state) -> {
                // As the producer of camera frames places it.
                int place = Utils.toPositive(Utils.murmur2(state.key())) % wanted;
                if (place != state.partition()) {
                    written.add(producer.send(new ProducerRecord<>(tracks, place, state.key(), state.value())));
                    written.add(producer.send(new ProducerRecord<>(tracks, state.partition(), state.key(), null)));
                    moved.put(stream, place);
                }
            });
            for (Future<RecordMetadata> each : written) {
                each.get(ANSWER_SECONDS, TimeUnit.SECONDS);
            }
        } catch (InterruptedException | ExecutionException | TimeoutException e) {
            throw failure(tracks, e);
        }
        return moved;
    }

    /** The newest state of each stream. */
    private Map<String, ConsumerRecord<byte[], byte[]>> read(int partitions) {
        List<TopicPartition> all = new ArrayList<>();
        for (int partition = 0; partition < partitions; partition++) {
            all.add(new TopicPartition(tracks, partition));
        }
        Map<String, ConsumerRecord<byte[], byte[]>> states = new HashMap<>();
        try (KafkaConsumer<byte[], byte[]> consumer = new KafkaConsumer<>(
                settings(Map.of(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed")),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer())) {
            consumer.assign(all);
            consumer.seekToBeginning(all);
            Map<TopicPartition, Long> ends = consumer.endOffsets(all);
            while (all.stream().anyMatch(each -> consumer.position(each) < ends.getOrDefault(each, 0L))) {
                for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
                    String stream = new String(record.key(), StandardCharsets.UTF_8);
                    if (record.value() == null) {
                        states.remove(stream);
                    } else {
                        states.put(stream, record);
                    }
                }
            }
        }
        return states;
    }

    private Map<String, Object> settings(Map<String, String> more) {
        Map<String, Object> settings = new HashMap<>(kafka);
        settings.putAll(more);
        return settings;
    }

    private static TopicException failure(String what, Exception e) {
        if (e instanceof InterruptedException) {
            Thread.currentThread().interrupt();
        }
        @Nullable Throwable cause = e instanceof ExecutionException ? e.getCause() : e;
        return new TopicException(
                what + ": partitions cannot be made to fit those of " + Topic.CAMERA_FRAMES.topicName() + ": "
                        + (cause == null ? e : cause).getMessage(),
                e);
    }
}
