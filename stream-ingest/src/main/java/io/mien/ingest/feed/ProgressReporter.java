package io.mien.ingest.feed;

import java.time.Duration;

/** Tells a listener of a session's progress, a few times a second. */
final class ProgressReporter {
    private static final long INTERVAL_NANOS = Duration.ofMillis(250).toNanos();
    private static final double NANOS_PER_SECOND = 1e9;

    private final FeedPublisher.Session session;
    private final FeedProgress.Listener listener;
    private long reportedAt = System.nanoTime();
    private long reportedFrames;
    private double framesPerSecond;

    ProgressReporter(FeedPublisher.Session session, FeedProgress.Listener listener) {
        this.session = session;
        this.listener = listener;
    }

    void published(long frames, Duration position) {
        if (System.nanoTime() - reportedAt >= INTERVAL_NANOS) {
            report(frames, position);
        }
    }

    void ended(long frames, Duration position) {
        report(frames, position);
    }

    private void report(long frames, Duration position) {
        long now = System.nanoTime();
        if (frames > reportedFrames && now > reportedAt) {
            framesPerSecond = (frames - reportedFrames) * NANOS_PER_SECOND / (now - reportedAt);
        }
        reportedAt = now;
        reportedFrames = frames;
        listener.onProgress(new FeedProgress(
                session.streamId(),
                session.id(),
                frames,
                session.description().frameCount(),
                position,
                session.description().length(),
                framesPerSecond));
    }
}
