package io.mien.ingest.feed;

import io.mien.failures.FailureKind;
import io.mien.failures.ToldFailure;

/** Frames cannot be published, and trying again would not help; the message is one sentence. */
public final class FeedException extends RuntimeException implements ToldFailure {
    private static final long serialVersionUID = 1L;

    public FeedException(String message, Throwable cause) {
        super(message, cause);
    }

    @Override
    public FailureKind failureKind() {
        return FailureKind.KAFKA;
    }
}
