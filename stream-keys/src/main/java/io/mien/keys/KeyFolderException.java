package io.mien.keys;

import io.mien.failures.FailureKind;
import io.mien.failures.ToldFailure;
import org.jspecify.annotations.Nullable;

/** Says in one sentence what is wrong with a folder of keys or a master key. No message holds a part of a key. */
public final class KeyFolderException extends RuntimeException implements ToldFailure {
    private static final long serialVersionUID = 1L;

    private final FailureKind kind;

    KeyFolderException(FailureKind kind, String message, @Nullable Throwable cause) {
        super(message, cause);
        this.kind = kind;
    }

    @Override
    public FailureKind failureKind() {
        return kind;
    }
}
