package io.mien.ingest.feed;

import io.mien.ingest.picture.PictureEncoder;
import io.mien.ingest.sources.FrameSource;
import io.mien.ingest.sources.FrameSourceDescription;
import io.mien.ingest.sources.FrameSourceException;
import io.mien.ingest.sources.SourceFrame;
import io.mien.schemas.Topic;
import io.mien.schemas.TopicCatalog;
import io.mien.schemas.TopicException;
import io.mien.schemas.avro.CameraFrame;
import io.mien.schemas.avro.FrameSourceInfo;
import io.mien.schemas.avro.ImageEncoding;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.KafkaException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Publishes a source as a stream of {@code camera-frames}. It reads the source to its end, frame after frame, at its
 * pace, and runs no further ahead of its reader than allowed.
 *
 * <p>Threads: {@link #run()} once, on a thread of the caller's; {@link #close()} from any thread.
 */
public final class FeedPublisher implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(FeedPublisher.class);
    private static final Duration UNKNOWN_LENGTH = Duration.ofDays(1);
    private static final Duration LONGEST_FAREWELL = Duration.ofSeconds(3);

    private final FeedSettings settings;
    private final FrameSource.Opener opener;
    private final FeedProgress.Listener listener;
    private final CameraPictures pictures;
    private final Stopping stopping = new Stopping();
    private final UnreadFrames unread;
    private final CameraFrameProducer producer;
    private final AtomicBoolean started = new AtomicBoolean();
    private final AtomicBoolean closed = new AtomicBoolean();
    private final CountDownLatch finished = new CountDownLatch(1);

    /**
     * Connects to Kafka; reads nothing yet.
     *
     * @param opener called by {@link #run()} for each session
     * @throws TopicException if the topic is missing, or the broker does not answer
     * @throws io.mien.schemas.ForbiddenException if the topic is forbidden
     * @throws io.mien.schemas.registry.SchemaRegistryException if the registry does not answer
     */
    public static FeedPublisher open(FeedSettings settings, FrameSource.Opener opener, FeedProgress.Listener listener) {
        try (Admin admin = Admin.create(new HashMap<>(settings.kafka()))) {
            new TopicCatalog(admin).require(Set.of(), Set.of(Topic.CAMERA_FRAMES));
        } catch (KafkaException e) {
            throw new TopicException("cannot reach Kafka: " + e.getMessage(), e);
        }
        return new FeedPublisher(settings, opener, listener);
    }

    private FeedPublisher(FeedSettings settings, FrameSource.Opener opener, FeedProgress.Listener listener) {
        this.settings = settings;
        this.opener = opener;
        this.listener = listener;
        this.pictures = new CameraPictures(settings.longestSide(), PictureEncoder.jpeg(settings.jpegQuality()));
        this.unread = new UnreadFrames(settings.kafka(), settings.readerGroup());
        try {
            this.producer = new CameraFrameProducer(settings, unread, stopping);
        } catch (RuntimeException e) {
            unread.close();
            throw e;
        }
    }

    /**
     * Publishes the source; returns when it has ended and every frame is acknowledged, or soon after {@link #close()}.
     *
     * @throws FrameSourceException if the source cannot be opened or gives no picture
     * @throws FeedException if Kafka refuses a frame for good
     */
    public FeedSummary run() throws FrameSourceException {
        if (!started.compareAndSet(false, true)) {
            throw new IllegalStateException("run: called before (expected: once)");
        }
        try {
            return publish();
        } finally {
            finished.countDown();
        }
    }

    private FeedSummary publish() throws FrameSourceException {
        String streamId = "";
        int sessions = 0;
        long frames = 0;
        List<String> warnings = new ArrayList<>();
        do {
            try (FrameSource source = opener.open()) {
                FrameSourceDescription description = source.description();
                streamId = settings.streamId() == null ? description.streamId() : settings.streamId();
                sessions++;
                frames += publish(source, new Session(streamId, description, start(description)));
                source.warning().ifPresent(warnings::add);
            }
        } while (settings.loop() && !stopping.requested());
        boolean complete = producer.awaitAcknowledgements();
        return new FeedSummary(streamId, sessions, frames, complete && !settings.loop(), warnings);
    }

    /** When the first frame is said to be captured: so that no frame of the session lies in the future. */
    private Instant start(FrameSourceDescription description) {
        Instant now = Instant.now();
        return switch (settings.pace()) {
            // Records carry microseconds.
            case REAL_TIME -> now.truncatedTo(ChronoUnit.MICROS);
            // Windows lie on the clock's grid: on a whole second, a recording is cut in the same places each time it is
            // read.
            case AS_FAST_AS_POSSIBLE ->
                now.minus(description.length().orElse(UNKNOWN_LENGTH)).truncatedTo(ChronoUnit.SECONDS);
        };
    }

    /** Publishes one session and its end marker; returns the number of frames. */
    private long publish(FrameSource source, Session session) throws FrameSourceException {
        log.info("session begins stream={} session={}", session.streamId(), session.id());
        ProgressReporter progress = new ProgressReporter(session, listener);
        long begunAt = System.nanoTime();
        long sequence = 0;
        Duration position = Duration.ZERO;
        while (!stopping.requested()) {
            Optional<SourceFrame> next = source.next();
            if (next.isEmpty() || !awaitTurn(next.get(), begunAt, session.streamId())) {
                break;
            }
            if (!producer.send(frame(next.get(), session, sequence))) {
                break;
            }
            sequence++;
            position = next.get().position();
            progress.published(sequence, position);
        }
        producer.send(endMarker(session, sequence, position));
        progress.ended(sequence, position);
        log.info("session ended stream={} session={} frames={}", session.streamId(), session.id(), sequence);
        return sequence;
    }

    /** Waits until a frame may be published; false if the feed is to stop first. */
    private boolean awaitTurn(SourceFrame frame, long begunAt, String streamId) {
        if (settings.pace() == Pace.REAL_TIME) {
            long early = begunAt + frame.position().toNanos() - System.nanoTime();
            if (stopping.within(Duration.ofNanos(early))) {
                return false;
            }
        }
        return settings.longestLead() == 0 || unread.awaitAtMost(settings.longestLead() - 1L, stopping, streamId);
    }

    private CameraFrame frame(SourceFrame frame, Session session, long sequence) {
        return pictures.put(frame.image(), record(session, sequence, frame.position()))
                .build();
    }

    private static CameraFrame endMarker(Session session, long sequence, Duration position) {
        return record(session, sequence, position)
                .setWidth(0)
                .setHeight(0)
                .setEncoding(ImageEncoding.UNKNOWN)
                .setImage(ByteBuffer.allocate(0))
                .setStreamEnded(true)
                .build();
    }

    private static CameraFrame.Builder record(Session session, long sequence, Duration position) {
        return CameraFrame.newBuilder()
                .setStreamId(session.streamId())
                .setSequence(sequence)
                .setCapturedAt(session.start().plus(position).truncatedTo(ChronoUnit.MICROS))
                .setSource(new FrameSourceInfo(session.description().uri(), session.id()));
    }

    /**
     * Waits until the reader group has read, and committed, all that this feed has published. To be called after
     * {@link #run()}.
     *
     * @return false if the feed is closed first
     */
    public boolean awaitRead() {
        return unread.awaitAtMost(0, stopping, String.valueOf(settings.streamId()));
    }

    /**
     * Ends {@link #run()} promptly, with the marker of the stream's end if the broker takes it; a second time does
     * nothing.
     */
    @Override
    public void close() {
        stopping.request();
        if (closed.compareAndSet(false, true)) {
            awaitRunsEnd();
            producer.close();
            unread.close();
        }
    }

    private void awaitRunsEnd() {
        try {
            // A source that waits for its next picture may not notice; it is not waited for any longer.
            if (started.get() && !finished.await(LONGEST_FAREWELL.toMillis(), TimeUnit.MILLISECONDS)) {
                log.warn("feed did not end in {}", LONGEST_FAREWELL);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /**
     * One reading of the source.
     *
     * @param start the time of position zero
     */
    record Session(String streamId, String id, FrameSourceDescription description, Instant start) {
        Session(String streamId, FrameSourceDescription description, Instant start) {
            this(streamId, UUID.randomUUID().toString(), description, start);
        }
    }
}
