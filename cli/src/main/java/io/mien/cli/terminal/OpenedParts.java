package io.mien.cli.terminal;

import java.util.ArrayDeque;
import java.util.Deque;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Holds the parts that have been opened, and closes them in the opposite order. If one fails to close, the others are
 * closed all the same. Safe for use by many threads.
 */
public final class OpenedParts implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(OpenedParts.class);

    private final Deque<AutoCloseable> parts = new ArrayDeque<>();
    private boolean closed;

    /** Takes over a part; one that comes after the end is closed at once. */
    public synchronized <T extends AutoCloseable> T add(T part) {
        if (closed) {
            close(part);
        } else {
            parts.push(part);
        }
        return part;
    }

    /** Closes one part before its turn. */
    public synchronized void closeFirst(AutoCloseable part) {
        if (parts.remove(part)) {
            close(part);
        }
    }

    @Override
    public synchronized void close() {
        closed = true;
        while (!parts.isEmpty()) {
            close(parts.pop());
        }
    }

    @SuppressWarnings("CatchingUnchecked") // whatever one part throws, the others are still to be closed
    private static void close(AutoCloseable part) {
        try {
            part.close();
        } catch (Exception e) {
            log.info(
                    "part did not close cleanly: {} part={}", e, part.getClass().getSimpleName(), e);
        }
    }
}
