package io.mien.infer;

import io.mien.failures.FailureKind;
import io.mien.failures.ToldFailure;

/** The job cannot start, stop or go on; the message says why and what to do. */
public final class InferenceException extends RuntimeException implements ToldFailure {
    private static final long serialVersionUID = 1L;

    private final FailureKind kind;

    public InferenceException(String message) {
        super(message);
        kind = FailureKind.INTERNAL;
    }

    /** With what the reason lies in. */
    public InferenceException(FailureKind kind, String message) {
        super(message);
        this.kind = kind;
    }

    public InferenceException(String message, Throwable cause) {
        super(message, cause);
        kind = FailureKind.ofCause(cause);
    }

    @Override
    public FailureKind failureKind() {
        return kind;
    }
}
