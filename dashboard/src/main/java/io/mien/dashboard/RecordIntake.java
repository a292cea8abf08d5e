package io.mien.dashboard;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.mien.dashboard.history.FeedChanges;
import io.mien.dashboard.history.ReadingHistory;
import io.mien.dashboard.history.ReadingPlace;
import io.mien.schemas.DeadLetterReason;
import io.mien.schemas.RefusedRecordException;
import io.mien.schemas.Topic;
import io.mien.schemas.avro.ExpressionReading;
import io.mien.schemas.avro.FeedState;
import io.mien.schemas.avro.ModelEvent;
import io.mien.schemas.registry.SchemaRegistry;
import io.mien.schemas.sealing.RecordSeal;
import io.mien.schemas.wire.RecordDeserializer;
import io.mien.schemas.wire.SchemaHeader;
import java.time.Duration;
import java.time.Instant;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reads the records of the topics that a dashboard follows, and gives them to its state. Used by one thread. */
final class RecordIntake {
    private static final Logger log = LoggerFactory.getLogger(RecordIntake.class);
    private static final Duration LOG_UNREADABLE_EVERY = Duration.ofSeconds(5);

    private final SharedState state;
    private final ReadingHistory history;
    private final FeedChanges feedChanges;
    private final RecordDeserializer<ExpressionReading> readings;
    private final RecordDeserializer<ModelEvent> events;
    private final RecordDeserializer<FeedState> feeds;
    private final @Nullable ErasureWatch erasures;
    private Instant unreadableLoggedAt = Instant.EPOCH;

    /**
     * @param registry of the records' schemas; stays the caller's
     * @param sealed whether streams have keys that may be destroyed
     */
    RecordIntake(
            SharedState state,
            ReadingHistory history,
            FeedChanges feedChanges,
            SchemaRegistry registry,
            boolean sealed) {
        this.state = state;
        this.history = history;
        this.feedChanges = feedChanges;
        this.readings = new RecordDeserializer<>(ExpressionReading.class, registry);
        this.events = new RecordDeserializer<>(ModelEvent.class, registry);
        this.feeds = new RecordDeserializer<>(FeedState.class, registry);
        this.erasures = sealed ? new ErasureWatch(readings) : null;
    }

    void take(ConsumerRecord<byte[], byte[]> record) {
        if (record.topic().equals(Topic.EXPRESSIONS.topicName())) {
            takeReading(record);
        } else if (record.topic().equals(Topic.MODEL_EVENTS.topicName())) {
            takeEvent(record);
        } else if (record.topic().equals(Topic.FEED_STATES.topicName())) {
            takeFeed(record);
        } else {
            state.add(DeadLetter.of(record));
        }
    }

    private void takeReading(ConsumerRecord<byte[], byte[]> record) {
        try {
            ExpressionReading reading = readings.read(record.value(), SchemaHeader.of(record.headers()));
            RecordSeal.requireOpen(reading);
            Instant appendedAt = Instant.ofEpochMilli(record.timestamp());
            state.add(reading, appendedAt);
            history.add(reading, new ReadingPlace(record.partition(), record.offset()), appendedAt);
            if (erasures != null) {
                erasures.remember(reading.getStreamId(), record);
            }
        } catch (RefusedRecordException e) {
            if (e.reason() != DeadLetterReason.ERASED) {
                unreadable(record, e);
            }
        } catch (InvalidReadingException e) {
            unreadable(record, e);
        }
    }

    /** Lets go of what is held of streams that were forgotten. To be called now and then. */
    void forgetErased(Instant now) {
        if (erasures != null) {
            for (String stream : erasures.forgotten(now)) {
                state.forget(stream);
                history.forget(stream);
                log.info("stream was forgotten, and its readings are held no more stream={}", stream);
            }
        }
    }

    private void takeEvent(ConsumerRecord<byte[], byte[]> record) {
        try {
            state.add(events.read(record.value(), SchemaHeader.of(record.headers())));
        } catch (RefusedRecordException e) {
            foreign("record is no model event", record, e);
        }
    }

    private void takeFeed(ConsumerRecord<byte[], byte[]> record) {
        if (record.value() == null) {
            if (record.key() != null) {
                state.removeFeed(new String(record.key(), UTF_8));
            }
            return;
        }
        try {
            FeedState feed = feeds.read(record.value(), SchemaHeader.of(record.headers()));
            state.add(feed, Instant.ofEpochMilli(record.timestamp()));
            feedChanges.add(feed.getStreamId(), feed.getSince(), feed.getState().name(), feed.getSentence());
        } catch (RefusedRecordException e) {
            foreign("record is no feed's state", record, e);
        }
    }

    private void unreadable(ConsumerRecord<byte[], byte[]> record, Exception e) {
        long count = state.countUnreadable();
        foreign("record is no reading, " + count + " so far", record, e);
    }

    /** A topic full of something else must not fill the log too. */
    private void foreign(String what, ConsumerRecord<byte[], byte[]> record, Exception e) {
        Instant now = Instant.now();
        if (now.isAfter(unreadableLoggedAt.plus(LOG_UNREADABLE_EVERY))) {
            unreadableLoggedAt = now;
            log.warn(
                    "{}: {} topic={} partition={} offset={}",
                    what,
                    e.getMessage(),
                    record.topic(),
                    record.partition(),
                    record.offset());
        }
    }
}
