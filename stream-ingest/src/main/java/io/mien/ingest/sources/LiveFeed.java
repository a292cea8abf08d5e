package io.mien.ingest.sources;

import io.mien.schemas.avro.CaptureClock;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A feed that has no end: a camera, a server, a folder that pictures are dropped into. Each {@link #open()} waits until
 * pictures come, for ever if need be, trying again with growing pauses, and gives one session; it ends when the feed is
 * lost. Each connection is read by a thread of its own, so that no feed waits for another, and a picture's arrival is
 * noted when it arrives.
 *
 * <p>Threads: {@link #open()} and its sources are used by one thread; {@link #status()} and {@link #close()} by any.
 */
public final class LiveFeed implements FrameSource.Opener, AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(LiveFeed.class);
    /** A connection that lasted so long was a good one: the next pause is short again. */
    private static final Duration GOOD = Duration.ofSeconds(10);
    /** A picture that is later than this is missed, before the connection is given up. */
    private static final Duration MISSED = Duration.ofSeconds(2);
    /** The same of HLS, which gives nothing until its next segment is whole. */
    private static final Duration SEGMENT_MISSED = Duration.ofSeconds(10);

    private static final Duration BETWEEN_SEGMENTS = Duration.ofSeconds(20);

    private final LiveAddress address;
    private final LiveOptions options;
    private final ReconnectPauses pauses = new ReconnectPauses(RandomGenerator.getDefault());
    private final CountDownLatch closing = new CountDownLatch(1);
    private final Map<FeedLoss.Reason, Long> losses = new EnumMap<>(FeedLoss.Reason.class);
    private @Nullable Attempt attempt;
    private FeedStatus status;

    /** A connection and the thread that reads it. */
    private static final class Attempt {
        private final LiveConnection connection;
        private final LivePictures pictures;
        private final Instant begun = Instant.now();

        Attempt(LiveConnection connection, LivePictures pictures, String name) {
            this.connection = connection;
            this.pictures = pictures;
            Thread reader = new Thread(this::read, name);
            // One that hangs in a call of the system's, such as a name's look-up, must keep no process.
            reader.setDaemon(true);
            reader.start();
        }

        private void read() {
            FeedLoss loss;
            try {
                loss = connection.read(pictures);
            } catch (RuntimeException e) {
                log.warn("feed's reader failed", e);
                loss = new FeedLoss(FeedLoss.Reason.BROKEN, "reading failed: " + e.getMessage());
            }
            pictures.end(loss);
        }

        void stop() {
            connection.stop();
            pictures.close();
        }
    }

    /** Nothing is opened yet. */
    public LiveFeed(LiveAddress address, LiveOptions options) {
        this.address = address;
        this.options = address.kind() == LiveAddress.Kind.HLS ? patient(options) : options;
        this.status =
                new FeedStatus(FeedStatus.State.CONNECTING, Instant.now(), "", Map.of(), 0, null, options.group());
    }

    /** The time between two segments is no silence. */
    private static LiveOptions patient(LiveOptions options) {
        return options.silence().compareTo(BETWEEN_SEGMENTS) < 0
                ? options.withPatience(BETWEEN_SEGMENTS, options.opening())
                : options;
    }

    public LiveAddress address() {
        return address;
    }

    /**
     * {@inheritDoc} Returns a source without pictures when the feed is closed meanwhile.
     *
     * @throws FrameSourceException if a feed that is opened only once, such as the standard input, gives no picture
     */
    @Override
    public FrameSource open() throws FrameSourceException {
        while (!isClosed()) {
            Attempt current = current();
            LivePictures.Item item = current.pictures.next();
            if (item instanceof LivePictures.Shown first) {
                live();
                return new LiveSession(this, current.pictures, first, description());
            }
            if (item instanceof LivePictures.Ended ended) {
                lost(current, ended.loss());
                if (address.ends()) {
                    throw new FrameSourceException(
                            FrameSourceException.Kind.NOT_A_VIDEO, ended.loss().sentence());
                }
                rest(ended.loss());
            }
        }
        set(FeedStatus.State.ENDED, "stopped");
        return new LiveSession(this, new LivePictures(false), null, description());
    }

    /** The connection, if its last session ended without its loss; else a new one. */
    private synchronized Attempt current() {
        Attempt known = attempt;
        if (known == null) {
            known = new Attempt(connection(), new LivePictures(address.waits()), "reader-" + address.shown());
            attempt = known;
            if (isClosed()) {
                known.stop();
            }
        }
        return known;
    }

    private LiveConnection connection() {
        return address.kind() == LiveAddress.Kind.FOLDER
                ? new FolderConnection(address, options)
                : new VideoConnection(address, options);
    }

    private FrameSourceDescription description() {
        return new FrameSourceDescription(
                address.streamName(), address.shown(), OptionalDouble.empty(), OptionalLong.empty(), Optional.empty());
    }

    private void rest(FeedLoss loss) {
        Duration pause = pauses.next(loss);
        try {
            if (closing.await(pause.toNanos(), TimeUnit.NANOSECONDS)) {
                log.debug("closed while waiting address={}", address);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            close();
        }
    }

    /** A session of the feed has ended. */
    void ended(FeedLoss loss) {
        Attempt known = attempt;
        if (known == null) {
            return;
        }
        if (loss.keepsConnection()) {
            count(loss);
            set(FeedStatus.State.LIVE, loss.sentence());
            return;
        }
        lost(known, loss);
        if (address.ends()) {
            return;
        }
        if (Duration.between(known.begun, Instant.now()).compareTo(GOOD) >= 0) {
            pauses.reset();
        }
        rest(loss);
    }

    private synchronized void lost(Attempt which, FeedLoss loss) {
        which.stop();
        attempt = null;
        if (isClosed()) {
            return;
        }
        count(loss);
        set(address.ends() ? FeedStatus.State.ENDED : FeedStatus.State.RECONNECTING, loss.sentence());
    }

    private synchronized void count(FeedLoss loss) {
        losses.merge(loss.reason(), 1L, Long::sum);
    }

    private synchronized void live() {
        if (status.state() != FeedStatus.State.LIVE) {
            status = new FeedStatus(
                    status.state(),
                    status.since(),
                    status.sentence(),
                    losses,
                    status.connections() + 1,
                    status.clock(),
                    status.group());
            set(FeedStatus.State.LIVE, "");
        }
    }

    private synchronized void set(FeedStatus.State state, String sentence) {
        Instant since = state == status.state() ? status.since() : Instant.now();
        status = new FeedStatus(state, since, sentence, losses, status.connections(), status.clock(), status.group());
        log.info("feed is {} address={}{}", state, address, sentence.isEmpty() ? "" : ": " + sentence);
    }

    /** A picture's time is of this clock. */
    synchronized void dated(CaptureClock clock) {
        if (clock != status.clock() && clock != CaptureClock.UNKNOWN) {
            status = new FeedStatus(
                    status.state(),
                    status.since(),
                    status.sentence(),
                    status.losses(),
                    status.connections(),
                    clock,
                    status.group());
        }
    }

    /** What it is doing now. */
    public synchronized FeedStatus status() {
        String waiting = attempt == null || status.state() == FeedStatus.State.LIVE ? null : attempt.pictures.waiting();
        if (waiting != null) {
            return status.become(status.state(), status.since(), waiting);
        }
        Instant last = attempt == null ? status.since() : attempt.pictures.lastCame();
        Duration waited = Duration.between(last, Instant.now());
        boolean missed = address.kind() != LiveAddress.Kind.FOLDER
                && !address.ends()
                && waited.compareTo(address.kind() == LiveAddress.Kind.HLS ? SEGMENT_MISSED : MISSED) > 0
                && !(attempt != null && attempt.pictures.isFull());
        return status.state() == FeedStatus.State.LIVE && missed
                ? status.become(
                        FeedStatus.State.SILENT,
                        last,
                        "no picture since then; given up after " + LiveFailure.seconds(options.silence()))
                : status;
    }

    private boolean isClosed() {
        return closing.getCount() == 0;
    }

    @Override
    public void stop() {
        close();
    }

    @Override
    public void close() {
        // The source that is open ends, and none opens any more; a second time does nothing.
        closing.countDown();
        synchronized (this) {
            if (attempt != null) {
                attempt.stop();
            }
        }
    }
}
