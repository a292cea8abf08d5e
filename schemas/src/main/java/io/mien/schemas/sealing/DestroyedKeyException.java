package io.mien.schemas.sealing;

import io.mien.failures.FailureKind;
import io.mien.failures.ToldFailure;
import org.jspecify.annotations.Nullable;

/** Says that one key after another was destroyed while a record was to be sealed: try again. */
public final class DestroyedKeyException extends RuntimeException implements ToldFailure {
    private static final long serialVersionUID = 1L;

    DestroyedKeyException(@Nullable Throwable cause) {
        super("keys are destroyed faster than records can be sealed (expected: time to try again)", cause);
    }

    @Override
    public FailureKind failureKind() {
        return FailureKind.INPUT;
    }
}
