package io.mien.schemas.registry;

import io.mien.failures.FailureKind;
import io.mien.failures.ToldFailure;

/** The registry cannot be reached or cannot do what was asked; the message says where it is and what was asked. */
public class SchemaRegistryException extends RuntimeException implements ToldFailure {
    private static final long serialVersionUID = 1L;

    public SchemaRegistryException(String message) {
        super(message);
    }

    public SchemaRegistryException(String message, Throwable cause) {
        super(message, cause);
    }

    @Override
    public FailureKind failureKind() {
        return FailureKind.KAFKA;
    }
}
