package io.mien.ingest.picture;

import io.mien.schemas.DeadLetterReason;

/** A picture that is not let in; the message says why, without a byte of it. */
public final class RejectedPictureException extends Exception {
    private static final long serialVersionUID = 1L;

    private final DeadLetterReason reason;

    public RejectedPictureException(DeadLetterReason reason, String message) {
        super(message);
        this.reason = reason;
    }

    public DeadLetterReason reason() {
        return reason;
    }
}
