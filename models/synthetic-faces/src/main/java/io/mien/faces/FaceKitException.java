package io.mien.faces;

import io.mien.failures.FailureKind;
import io.mien.failures.ToldFailure;

/** The face kit cannot be read, or it is not the expected one; the message says what to do. */
public final class FaceKitException extends RuntimeException implements ToldFailure {
    private static final long serialVersionUID = 1L;

    public FaceKitException(String message) {
        super(message);
    }

    public FaceKitException(String message, Throwable cause) {
        super(message, cause);
    }

    @Override
    public FailureKind failureKind() {
        return FailureKind.INPUT;
    }
}
