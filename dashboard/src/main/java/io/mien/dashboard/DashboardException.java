package io.mien.dashboard;

import io.mien.failures.FailureKind;
import io.mien.failures.ToldFailure;

/** The dashboard cannot start; the message is one sentence for the person who started it. */
public final class DashboardException extends RuntimeException implements ToldFailure {
    private static final long serialVersionUID = 1L;

    DashboardException(String message, Throwable cause) {
        super(message, cause);
    }

    @Override
    public FailureKind failureKind() {
        return FailureKind.PORT;
    }
}
