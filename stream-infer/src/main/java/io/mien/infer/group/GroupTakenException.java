package io.mien.infer.group;

import io.mien.failures.FailureKind;
import io.mien.failures.ToldFailure;

/** Another job holds the group; the message names both, and says what to do. */
public final class GroupTakenException extends RuntimeException implements ToldFailure {
    private static final long serialVersionUID = 1L;

    GroupTakenException(String message) {
        super(message);
    }

    @Override
    public FailureKind failureKind() {
        return FailureKind.USAGE;
    }
}
