package io.mien.dashboard;

/** The dashboard cannot start; the message is one sentence for the person who started it. */
public final class DashboardException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    DashboardException(String message, Throwable cause) {
        super(message, cause);
    }
}
