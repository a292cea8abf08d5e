package io.mien.models;

import io.mien.failures.FailureKind;
import io.mien.failures.ToldFailure;

/** A model or a model package cannot do what was asked of it; the message says which and why. */
public class ModelException extends RuntimeException implements ToldFailure {
    private static final long serialVersionUID = 1L;

    public ModelException(String message) {
        super(message);
    }

    public ModelException(String message, Throwable cause) {
        super(message, cause);
    }

    @Override
    public FailureKind failureKind() {
        return FailureKind.MODEL;
    }
}
