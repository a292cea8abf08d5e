package io.mien.infer.operator;

import io.mien.pictures.UnreadableImageException;
import io.mien.schemas.DeadLetterReason;

/** A face frame that is to be set aside. */
public final class RejectedFrameException extends Exception {
    private static final long serialVersionUID = 1L;

    private final DeadLetterReason reason;

    RejectedFrameException(DeadLetterReason reason, String message) {
        // Without a stack trace: these come in thousands if a producer is broken, and where they arise is no news.
        super(message, null, false, false);
        this.reason = reason;
    }

    static RejectedFrameException of(UnreadableImageException failure) {
        DeadLetterReason reason = switch (failure.reason()) {
            case NOT_AN_IMAGE -> DeadLetterReason.NOT_AN_IMAGE;
            case IMAGE_TOO_LARGE -> DeadLetterReason.IMAGE_TOO_LARGE;
            case IMAGE_SIZE_MISMATCH -> DeadLetterReason.IMAGE_SIZE_MISMATCH;
        };
        return new RejectedFrameException(reason, "image: " + failure.getMessage());
    }

    DeadLetterReason reason() {
        return reason;
    }
}
