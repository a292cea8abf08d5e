package io.mien.ingest.feed;

import io.mien.failures.FailureKind;
import io.mien.failures.ToldFailure;

/** Another process publishes a stream of this name; the message is one sentence. */
public final class StreamTakenException extends RuntimeException implements ToldFailure {
    private static final long serialVersionUID = 1L;

    StreamTakenException(String streamId) {
        super("stream " + streamId
                + ": another session of it is alive (expected: a name of its own; --stream NAME gives one)");
    }

    @Override
    public FailureKind failureKind() {
        return FailureKind.USAGE;
    }
}
