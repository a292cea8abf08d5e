package io.mien.dashboard.evidence;

/** What was asked for cannot be shown; the message says why, and what to do. */
public final class NoEvidenceException extends Exception {
    private static final long serialVersionUID = 1L;

    /** Why. */
    public enum Reason {
        /** It is not there. */
        GONE,
        /** It cannot be read now. */
        UNAVAILABLE
    }

    private final Reason reason;

    NoEvidenceException(Reason reason, String message) {
        super(message);
        this.reason = reason;
    }

    NoEvidenceException(Reason reason, String message, Throwable cause) {
        super(message, cause);
        this.reason = reason;
    }

    public Reason reason() {
        return reason;
    }
}
