package io.mien.ingest.feed;

import io.mien.ingest.picture.PictureEncoder;
import io.mien.ingest.sources.CaptureTime;
import io.mien.ingest.sources.FrameSource;
import io.mien.ingest.sources.FrameSourceDescription;
import io.mien.ingest.sources.FrameSourceException;
import io.mien.ingest.sources.LeftOutReason;
import io.mien.ingest.sources.SourceAccount;
import io.mien.ingest.sources.SourceFrame;
import io.mien.schemas.Topic;
import io.mien.schemas.TopicCatalog;
import io.mien.schemas.TopicException;
import io.mien.schemas.avro.CameraFrame;
import io.mien.schemas.avro.CaptureClock;
import io.mien.schemas.avro.FrameSourceInfo;
import io.mien.schemas.avro.ImageEncoding;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.LongAdder;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.KafkaException;
import org.jspecify.annotations.Nullable;
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
    /** For the broker; its buffer of some megabytes would hold a minute of pictures, and each would come that late. */
    private static final Duration LONGEST_LIVE_WAIT = Duration.ofSeconds(1);

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
    private final LongAdder published = new LongAdder();
    private final Map<LeftOutReason, Long> leftOut = new EnumMap<>(LeftOutReason.class);
    private final LongAdder timesRepaired = new LongAdder();
    /** Read from the source when it was asked to stop; of the thread that runs. */
    private long stoppedPictures;
    /** Of a live feed whose reader has too much to do; of the thread that runs. */
    private long behind;

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
        SourceAccount account = SourceAccount.NOTHING;
        Duration length = Duration.ZERO;
        List<String> warnings = new ArrayList<>();
        do {
            try (FrameSource opened = opener.open()) {
                FrameSourceDescription description = opened.description();
                if (sessions == 0) {
                    streamId = settings.streamId() == null ? description.streamId() : settings.streamId();
                }
                long begunAt = System.nanoTime();
                Session session = new Session(streamId, description, start(description));
                FrameSource source =
                        settings.sampling() == null ? opened : opened.sampled(settings.sampling(), session.start());
                Published result = publish(source, session, begunAt, frames == 0, warnings);
                streamId = result.streamId();
                sessions++;
                frames += result.frames();
                length = result.length();
                source.warning().ifPresent(warnings::add);
                SourceAccount ofSession = withOwn(source.account());
                account = account.plus(ofSession);
                count(ofSession);
            }
        } while (settings.loop() && !stopping.requested());
        boolean complete = producer.awaitAcknowledgements();
        return new FeedSummary(streamId, sessions, frames, complete && !settings.loop(), warnings, length, account);
    }

    /**
     * Publishes the first picture under a name that nobody else publishes at the moment.
     *
     * @return the session that has begun, or null if the feed is to stop
     */
    private @Nullable Session begin(SourceFrame first, Session wanted, List<String> warnings) {
        Session session = wanted;
        for (int number = 2; !stopping.requested(); number++) {
            try (LiveSessions others = new LiveSessions(settings, session.streamId(), stopping)) {
                if (!others.anyAlive()) {
                    if (!producer.send(frame(first, session, 0)) || !producer.awaitAcknowledgements()) {
                        return null;
                    }
                    if (!others.anyBefore(session.id())) {
                        return session;
                    }
                    producer.send(endMarker(session, 1, first));
                }
            } catch (KafkaException e) {
                // The broker is away, and the producer waits for it; or reading is forbidden.
                log.info("not known whether the stream is alive: {} stream={}", e.getMessage(), session.streamId());
                return producer.send(frame(first, session, 0)) ? session : null;
            }
            if (settings.onTakenName() == TakenName.REFUSE) {
                throw new StreamTakenException(wanted.streamId());
            }
            session = new Session(wanted.streamId() + "-" + number, wanted.description(), wanted.start());
            warnings.add("another process publishes a stream " + wanted.streamId() + ": this one is "
                    + session.streamId() + " (--stream NAME gives it another name)");
        }
        return null;
    }

    /** With what was left out here; it counts once. */
    private SourceAccount withOwn(SourceAccount account) {
        Map<LeftOutReason, Long> own = new EnumMap<>(LeftOutReason.class);
        if (stoppedPictures > 0) {
            own.put(LeftOutReason.STOPPED, stoppedPictures);
        }
        if (behind > 0) {
            own.put(LeftOutReason.BEHIND, behind);
        }
        stoppedPictures = 0;
        behind = 0;
        return account.plus(new SourceAccount(own, 0, false, List.of()));
    }

    private void count(SourceAccount account) {
        synchronized (leftOut) {
            account.leftOut().forEach((reason, pictures) -> leftOut.merge(reason, pictures, Long::sum));
        }
        timesRepaired.add(account.timesRepaired());
    }

    /** What it has done so far. */
    public PictureTotals totals() {
        Map<LeftOutReason, Long> byReason = new EnumMap<>(LeftOutReason.class);
        synchronized (leftOut) {
            for (LeftOutReason reason : LeftOutReason.values()) {
                byReason.put(reason, leftOut.getOrDefault(reason, 0L));
            }
        }
        return new PictureTotals(published.sum(), byReason, timesRepaired.sum());
    }

    /** When the first frame is said to be captured: so that no frame of the session lies in the future. */
    private Instant start(FrameSourceDescription description) {
        if (settings.start() != null) {
            return settings.start();
        }
        Instant now = Instant.now();
        return switch (settings.pace()) {
            // Records carry microseconds.
            case REAL_TIME, LIVE -> now.truncatedTo(ChronoUnit.MICROS);
            // Windows lie on the clock's grid: on a whole second, a recording is cut in the same places each time it is
            // read.
            case AS_FAST_AS_POSSIBLE ->
                now.minus(description.length().orElse(UNKNOWN_LENGTH)).truncatedTo(ChronoUnit.SECONDS);
        };
    }

    /** What one session came to. */
    private record Published(String streamId, long frames, Duration length) {}

    /**
     * Publishes one session and its end marker.
     *
     * @param begunAt the moment of the session's start, by {@link System#nanoTime}: pictures are dated from then on, and so they
     *     are due from then on too, however long it takes to find out whether the stream's name is free
     */
    private Published publish(FrameSource source, Session planned, long begunAt, boolean first, List<String> warnings)
            throws FrameSourceException {
        Session session = planned;
        log.info("session begins stream={} session={}", session.streamId(), session.id());
        long sequence = 0;
        SourceFrame last = null;
        ProgressReporter progress = new ProgressReporter(session, listener);
        while (!stopping.requested()) {
            Optional<SourceFrame> next = source.next();
            if (next.isEmpty()) {
                break;
            }
            if (first && sequence == 0) {
                Session begun = awaitDue(next.get(), begunAt) ? begin(next.get(), session, warnings) : null;
                if (begun == null) {
                    stoppedPictures = 1;
                    break;
                }
                session = begun;
                progress = new ProgressReporter(session, listener);
            } else if (settings.pace() == Pace.LIVE
                    && (unread.isHeldUpFor(LONGEST_LIVE_WAIT) || !unread.isAtMost(settings.longestLead() - 1L))) {
                behind++;
                continue;
            } else if (!awaitTurn(next.get(), begunAt, session.streamId())
                    || !producer.send(frame(next.get(), session, sequence))) {
                stoppedPictures = 1;
                break;
            }
            sequence++;
            published.increment();
            last = next.get();
            progress.published(sequence, last.position());
        }
        Duration position = last == null ? Duration.ZERO : last.position();
        // A live feed that was stopped before its first picture has begun nothing.
        if (last != null || settings.pace() != Pace.LIVE) {
            producer.send(endMarker(session, sequence, last));
        }
        progress.ended(sequence, position);
        log.info("session ended stream={} session={} frames={}", session.streamId(), session.id(), sequence);
        return new Published(session.streamId(), sequence, position);
    }

    /** Waits until a frame may be published; false if the feed is to stop first. */
    private boolean awaitTurn(SourceFrame frame, long begunAt, String streamId) {
        return awaitDue(frame, begunAt)
                && (settings.longestLead() == 0
                        || settings.pace() == Pace.LIVE
                        || unread.awaitAtMost(settings.longestLead() - 1L, stopping, streamId));
    }

    /** Waits until a recording that is read as if it were a camera shows this picture; false if the feed is to stop first. */
    private boolean awaitDue(SourceFrame frame, long begunAt) {
        return settings.pace() != Pace.REAL_TIME
                || !stopping.within(Duration.ofNanos(begunAt + frame.position().toNanos() - System.nanoTime()));
    }

    private CameraFrame frame(SourceFrame frame, Session session, long sequence) {
        return pictures.put(frame.image(), record(session, sequence, frame)).build();
    }

    private CameraFrame endMarker(Session session, long sequence, @Nullable SourceFrame last) {
        return record(session, sequence, last)
                .setWidth(0)
                .setHeight(0)
                .setEncoding(ImageEncoding.UNKNOWN)
                .setImage(ByteBuffer.allocate(0))
                .setStreamEnded(true)
                .build();
    }

    /** @param frame or null: the session's beginning */
    private CameraFrame.Builder record(Session session, long sequence, @Nullable SourceFrame frame) {
        Optional<CaptureTime> captured = frame == null ? Optional.empty() : frame.captured();
        Duration position = frame == null ? Duration.ZERO : frame.position();
        return CameraFrame.newBuilder()
                .setStreamId(session.streamId())
                .setSequence(sequence)
                .setCapturedAt(captured.map(CaptureTime::at)
                        .orElse(session.start().plus(position))
                        .truncatedTo(ChronoUnit.MICROS))
                .setCaptureClock(captured.map(CaptureTime::clock).orElse(clockOfRecording()))
                // The place in a feed that has no beginning is nothing to find again.
                .setSourcePosition(captured.isPresent() ? null : position.toNanos() / 1_000)
                .setPurpose(settings.purpose())
                .setSource(new FrameSourceInfo(session.description().uri(), session.id()));
    }

    /** Where nobody says when a recording began, its times are made up. */
    private @Nullable CaptureClock clockOfRecording() {
        return settings.start() == null ? null : CaptureClock.FILE;
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
        opener.stop();
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
