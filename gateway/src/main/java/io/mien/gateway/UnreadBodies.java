package io.mien.gateway;

import io.javalin.http.Context;
import java.io.IOException;
import java.io.InputStream;
import java.util.concurrent.Semaphore;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads what a request still has to send when its answer is already known, before the answer goes out. A connection that
 * ends with bytes which nobody read is reset (RFC 9293, section 3.6.1), and the reset can take the answer away from a client
 * that is still writing. Safe for use by many threads.
 */
final class UnreadBodies {
    /** Each has a thread of the server while a slow client writes, with a token or without; beyond them nothing is read. */
    private static final int MOST_AT_ONCE = 16;

    private static final Logger log = LoggerFactory.getLogger(UnreadBodies.class);

    private static final String BEGUN = UnreadBodies.class.getName();

    private final int mostBytes;
    private final Semaphore places = new Semaphore(MOST_AT_ONCE);

    /** @param mostBytes of one body; who sends more may lose the answer */
    UnreadBodies(int mostBytes) {
        this.mostBytes = mostBytes;
    }

    /** Says that a request's body is being read: its client has been told to go on, if it asked. */
    static void begin(Context context) {
        context.attribute(BEGUN, true);
    }

    /** A client that asks first (RFC 9110, section 10.1.1) has sent nothing yet, and need not. */
    private static boolean asksFirst(Context context) {
        return "100-continue".equalsIgnoreCase(context.header("Expect")) && context.attribute(BEGUN) == null;
    }

    /** Reads the rest of a request's body, which may be none. */
    void read(Context context) {
        boolean hasBody = context.req().getContentLengthLong() > 0 || context.header("Transfer-Encoding") != null;
        if (!hasBody || asksFirst(context) || !places.tryAcquire()) {
            return;
        }
        try (InputStream in = context.bodyInputStream()) {
            byte[] part = new byte[8 << 10];
            int left = mostBytes;
            while (left > 0) {
                int read = in.read(part, 0, Math.min(part.length, left));
                if (read < 0) {
                    return;
                }
                left -= read;
            }
        } catch (IOException e) {
            // Nothing more comes, which changes nothing about the answer.
            log.debug("the rest of a request's body cannot be read: {}", e.toString());
        } finally {
            places.release();
        }
    }
}
