package io.mien.gateway;

import io.mien.failures.FailureKind;
import io.mien.failures.ToldFailure;

/** The gateway cannot start; the message is one sentence for the person who started it. */
public final class GatewayException extends RuntimeException implements ToldFailure {
    private static final long serialVersionUID = 1L;

    private final FailureKind kind;

    GatewayException(FailureKind kind, String message, Throwable cause) {
        super(message, cause);
        this.kind = kind;
    }

    @Override
    public FailureKind failureKind() {
        return kind;
    }
}
