package io.mien.ingest.sources;

import io.mien.schemas.avro.CaptureClock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A live feed that is read to its end on a thread, and what came of it. */
final class FollowedFeed implements AutoCloseable {
    private static final long LONGEST_CLOSE_MILLIS = 5_000;

    /** A picture that came. */
    record Seen(int number, int width, Instant at, CaptureClock clock, Instant came) {}

    private final LiveFeed feed;
    private final Thread thread;
    private final List<List<Seen>> sessions = new ArrayList<>();
    private SourceAccount account = SourceAccount.NOTHING;

    FollowedFeed(String address, LiveOptions options) {
        this(LiveAddress.parse(address), options);
    }

    FollowedFeed(LiveAddress address, LiveOptions options) {
        this.feed = new LiveFeed(address, options);
        this.thread = new Thread(this::follow, "followed-" + address.shown());
        thread.start();
    }

    private void follow() {
        while (feed.status().state() != FeedStatus.State.ENDED) {
            try (FrameSource source = feed.open()) {
                List<Seen> session = new ArrayList<>();
                synchronized (this) {
                    sessions.add(session);
                }
                for (Optional<SourceFrame> next = source.next(); next.isPresent(); next = source.next()) {
                    SourceFrame frame = next.get();
                    CaptureTime captured = frame.captured().orElseThrow();
                    synchronized (this) {
                        session.add(new Seen(
                                NumberedFilm.number(frame.image()),
                                frame.image().width(),
                                captured.at(),
                                captured.clock(),
                                Instant.now()));
                    }
                }
                synchronized (this) {
                    account = account.plus(source.account());
                }
            } catch (FrameSourceException e) {
                return;
            }
        }
    }

    FeedStatus status() {
        return feed.status();
    }

    synchronized List<List<Seen>> sessions() {
        return sessions.stream()
                .filter(session -> !session.isEmpty())
                .map(List::copyOf)
                .toList();
    }

    synchronized List<Seen> seen() {
        return sessions.stream().flatMap(List::stream).toList();
    }

    synchronized SourceAccount account() {
        return account;
    }

    boolean hasEnded() {
        return !thread.isAlive();
    }

    @Override
    public void close() {
        feed.close();
        try {
            thread.join(LONGEST_CLOSE_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        if (thread.isAlive()) {
            throw new AssertionError("the feed does not end: " + feed.address());
        }
    }
}
