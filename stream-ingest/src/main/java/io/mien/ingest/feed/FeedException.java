package io.mien.ingest.feed;

/** Frames cannot be published, and trying again would not help; the message is one sentence. */
public final class FeedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public FeedException(String message, Throwable cause) {
        super(message, cause);
    }
}
