package io.mien.schemas;

import io.mien.failures.FailureKind;
import io.mien.failures.ToldFailure;

/** A topic is missing or cannot be used; the message names it and says what to do. */
public final class TopicException extends RuntimeException implements ToldFailure {
    private static final long serialVersionUID = 1L;

    public TopicException(String message) {
        super(message);
    }

    public TopicException(String message, Throwable cause) {
        super(message, cause);
    }

    @Override
    public FailureKind failureKind() {
        return FailureKind.KAFKA;
    }
}
