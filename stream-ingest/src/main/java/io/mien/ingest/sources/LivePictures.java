package io.mien.ingest.sources;

import io.mien.pictures.RgbImage;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.EnumMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Pictures on their way from the thread that reads a connection to the one that publishes them. The reader of what is live
 * never waits: if the publisher is behind, the oldest picture is dropped and counted. Safe for use by these two threads.
 */
final class LivePictures {
    /** Half a second of a usual camera; a 1280x720 picture takes 2.8 MB. */
    private static final int MOST = 12;

    /** Something that the reader handed over. */
    sealed interface Item {}

    /** A picture. */
    record Shown(RgbImage image, CaptureTime captured) implements Item {}

    /** The end of a session; the connection may go on. */
    record Ended(FeedLoss loss) implements Item {}

    private final boolean waits;
    private final Deque<Item> items = new ArrayDeque<>();
    private final Map<LeftOutReason, Long> leftOut = new EnumMap<>(LeftOutReason.class);
    private int pictures;
    private long timesRepaired;
    private boolean closed;
    private volatile boolean full;
    private volatile @Nullable String waiting;
    private volatile Instant lastCame = Instant.now();

    /** Says what is waited for, since it is connected. */
    void waiting(String sentence) {
        waiting = sentence;
    }

    /** Null while it is not connected. */
    @Nullable
    String waiting() {
        return waiting;
    }

    /** @param waits whether the reader waits for room: of what comes as fast as it is read */
    LivePictures(boolean waits) {
        this.waits = waits;
    }

    /** Whether the reader waits for room: what it does not hand over is not missing. */
    boolean isFull() {
        return full;
    }

    /** When the reader handed over the last one. */
    Instant lastCame() {
        return lastCame;
    }

    synchronized void show(RgbImage image, CaptureTime captured) {
        lastCame = Instant.now();
        if (waits) {
            awaitRoom();
            lastCame = Instant.now();
        }
        if (pictures >= MOST) {
            dropOldest();
            leaveOut(LeftOutReason.BEHIND, 1);
        }
        items.addLast(new Shown(image, captured));
        pictures++;
        notifyAll();
    }

    private void awaitRoom() {
        try {
            while (pictures >= MOST && !closed) {
                full = true;
                wait();
            }
            full = false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void dropOldest() {
        for (Iterator<Item> all = items.iterator(); all.hasNext(); ) {
            if (all.next() instanceof Shown) {
                all.remove();
                pictures--;
                return;
            }
        }
    }

    synchronized void end(FeedLoss loss) {
        items.addLast(new Ended(loss));
        notifyAll();
    }

    synchronized void leaveOut(LeftOutReason reason, long number) {
        if (number > 0) {
            leftOut.merge(reason, number, Long::sum);
        }
    }

    synchronized void repaired(long times) {
        timesRepaired += times;
    }

    /** Waits for the next; null once it is closed. */
    synchronized @Nullable Item next() {
        try {
            while (items.isEmpty() && !closed) {
                wait();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return null;
        }
        if (closed) {
            return null;
        }
        Item item = items.removeFirst();
        if (item instanceof Shown) {
            pictures--;
            notifyAll();
        }
        return item;
    }

    /** What was left out since the last call. */
    synchronized SourceAccount takeAccount() {
        SourceAccount account = new SourceAccount(leftOut, timesRepaired, false, List.of());
        leftOut.clear();
        timesRepaired = 0;
        return account;
    }

    /** Lets the waiting thread go; pictures that nobody took are left out. */
    synchronized void close() {
        if (!closed) {
            closed = true;
            leaveOut(LeftOutReason.STOPPED, pictures);
            items.clear();
            pictures = 0;
            notifyAll();
        }
    }
}
