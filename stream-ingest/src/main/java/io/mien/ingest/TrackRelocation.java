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
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewPartitions;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerGroupMetadata;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.GroupState;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.GroupIdNotFoundException;
import org.apache.kafka.common.errors.InvalidPartitionsException;
import org.apache.kafka.common.errors.InvalidProducerEpochException;
import org.apache.kafka.common.errors.ProducerFencedException;
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
 *
 * <p>Several may start at once, and one may be gone in the middle of it, when the topic has its partitions and the tracks are
 * not moved. So that something is to be moved is noted before, with the group's offsets; the tracks move in one transaction
 * with the note that it is done, and who begins one later keeps the one before from ending its own.
 */
final class TrackRelocation {
    private static final Logger log = LoggerFactory.getLogger(TrackRelocation.class);
    private static final long ANSWER_SECONDS = 20;
    private static final Duration POLL = Duration.ofMillis(200);
    private static final int ATTEMPTS = 20;
    private static final long SHORTEST_PAUSE = 1_000;
    private static final long LONGEST_PAUSE = 6_000;
    private static final String MOVING = "tracks are to be moved";
    private static final String MOVED = "tracks are moved";

    private final Map<String, String> kafka;
    private final String group;
    private final String tracks;
    /** With the offset of which the group notes how far this is; nobody reads it by the group. */
    private final TopicPartition note;

    /** @param tracks the topic that Streams keeps them in */
    TrackRelocation(Map<String, String> kafka, String group, String tracks) {
        this.kafka = kafka;
        this.group = group;
        this.tracks = tracks;
        this.note = new TopicPartition(tracks, 0);
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
        if (known == 0) {
            return;
        }
        String both = "topic " + Topic.CAMERA_FRAMES.topicName() + ": " + wanted + " partitions, where " + tracks
                + " has " + known;
        if (wanted < known) {
            throw new TopicException(
                    both + " (expected: no fewer than before; delete that topic, and the subjects are numbered anew)");
        }
        if (isRunning(admin)) {
            if (known == wanted) {
                return;
            }
            throw new TopicException(both + " (expected: that all ingests of the group " + group
                    + " are stopped; the first one that is started then takes the tracks along)");
        }
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            if (known < wanted) {
                noteMoving(admin);
                increase(admin, wanted);
                known = wanted;
            } else if (!isMoving(admin)) {
                return;
            }
            int moved = move(wanted);
            if (moved >= 0) {
                log.info("{}: {} streams taken along to their partitions", both, moved);
                return;
            }
            log.info("{}: another ingest takes the tracks along", both);
            awaitTheOther();
        }
        throw new TopicException(both + ": others have taken the tracks along " + ATTEMPTS
                + " times at the same time (expected: once; start the ingests one after the other)");
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

    /** The states that do not lie where the producer of camera frames puts their streams. */
    private static List<ConsumerRecord<byte[], byte[]>> misplaced(
            List<ConsumerRecord<byte[], byte[]>> states, int wanted) {
        return states.stream()
                .filter(state -> place(state, wanted) != state.partition())
                .toList();
    }

    private static int place(ConsumerRecord<byte[], byte[]> state, int partitions) {
        return Utils.toPositive(Utils.murmur2(state.key())) % partitions;
    }

    /** By chance as long, or two that have kept each other from ending would do so again. */
    private void awaitTheOther() {
        try {
            TimeUnit.MILLISECONDS.sleep(ThreadLocalRandom.current().nextLong(SHORTEST_PAUSE, LONGEST_PAUSE));
        } catch (InterruptedException e) {
            throw failure(tracks, e);
        }
    }

    private void noteMoving(Admin admin) {
        try {
            admin.alterConsumerGroupOffsets(group, Map.of(note, new OffsetAndMetadata(0, MOVING)))
                    .all()
                    .get(ANSWER_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException | ExecutionException | TimeoutException e) {
            throw failure(tracks, e);
        }
    }

    private boolean isMoving(Admin admin) {
        try {
            OffsetAndMetadata noted = admin.listConsumerGroupOffsets(group)
                    .partitionsToOffsetAndMetadata()
                    .get(ANSWER_SECONDS, TimeUnit.SECONDS)
                    .get(note);
            return noted != null && noted.metadata().equals(MOVING);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof GroupIdNotFoundException) {
                return false;
            }
            throw failure(tracks, e);
        } catch (InterruptedException | TimeoutException e) {
            throw failure(tracks, e);
        }
    }

    private void increase(Admin admin, int wanted) {
        try {
            admin.createPartitions(Map.of(tracks, NewPartitions.increaseTo(wanted)))
                    .all()
                    .get(ANSWER_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            // Another that has started at the same time was faster.
            if (!(e.getCause() instanceof InvalidPartitionsException)
                    || partitions(admin, tracks, AclOperation.CREATE) != wanted) {
                throw forbidden(tracks, AclOperation.ALTER, e).orElseGet(() -> failure(tracks, e));
            }
        } catch (InterruptedException | TimeoutException e) {
            throw failure(tracks, e);
        }
    }

    /**
     * Moves the states, all or none.
     *
     * @return how many; below 0 if another has begun to do so meanwhile
     */
    private int move(int wanted) {
        Map<String, String> more = Map.of(
                ProducerConfig.ACKS_CONFIG, "all", ProducerConfig.TRANSACTIONAL_ID_CONFIG, tracks + "-relocation");
        try (KafkaProducer<byte[], byte[]> producer =
                new KafkaProducer<>(settings(more), new ByteArraySerializer(), new ByteArraySerializer())) {
            // First of all: whoever has begun before moves nothing any more, or has done with it and is seen below.
            producer.initTransactions();
            List<ConsumerRecord<byte[], byte[]>> states = read(wanted);
            List<ConsumerRecord<byte[], byte[]>> misplaced = misplaced(states, wanted);
            Set<String> there = states.stream()
                    .filter(state -> place(state, wanted) == state.partition())
                    .map(TrackRelocation::stream)
                    .collect(Collectors.toSet());
            producer.beginTransaction();
            for (ConsumerRecord<byte[], byte[]> state : misplaced) {
                if (!there.contains(stream(state))) {
                    send(producer, place(state, wanted), state.key(), state.value());
                }
                send(producer, state.partition(), state.key(), null);
            }
            producer.sendOffsetsToTransaction(Map.of(note, new OffsetAndMetadata(0, MOVED)), groupMetadata());
            producer.commitTransaction();
            return misplaced.size();
        } catch (ProducerFencedException | InvalidProducerEpochException e) {
            return -1;
        } catch (KafkaException e) {
            throw failure(tracks, e);
        }
    }

    private void send(KafkaProducer<byte[], byte[]> producer, int partition, byte[] key, byte @Nullable [] value) {
        var unused = producer.send(new ProducerRecord<>(tracks, partition, key, value));
    }

    private ConsumerGroupMetadata groupMetadata() {
        try (KafkaConsumer<byte[], byte[]> member = new KafkaConsumer<>(
                settings(Map.of(ConsumerConfig.GROUP_ID_CONFIG, group)),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer())) {
            return member.groupMetadata();
        }
    }

    private static String stream(ConsumerRecord<byte[], byte[]> state) {
        return new String(state.key(), StandardCharsets.UTF_8);
    }

    /**
     * The newest state of each stream in each partition that has one. What was taken from a partition before may still be there
     * as removed, and says nothing of the others.
     */
    private List<ConsumerRecord<byte[], byte[]>> read(int partitions) {
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
                    states.put(record.partition() + " " + stream(record), record);
                }
            }
        }
        return states.values().stream().filter(state -> state.value() != null).toList();
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
