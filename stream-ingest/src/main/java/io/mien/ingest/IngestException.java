package io.mien.ingest;

import io.mien.failures.FailureKind;
import io.mien.failures.ToldFailure;

/** The application cannot start; the message is one sentence. */
public final class IngestException extends RuntimeException implements ToldFailure {
    private static final long serialVersionUID = 1L;

    private final FailureKind kind;

    public IngestException(String message, Throwable cause) {
        super(message, cause);
        kind = FailureKind.ofCause(cause);
    }

    @Override
    public FailureKind failureKind() {
        return kind;
    }
}
