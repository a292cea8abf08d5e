package io.mien.pictures;

/** Bytes that are not a picture, or not one within the limits. */
public final class UnreadableImageException extends Exception {
    private static final long serialVersionUID = 1L;

    /** Why; the names are stable and appear in dead letters. */
    public enum Reason {
        /** No picture of a known format, or a broken one. */
        NOT_AN_IMAGE,
        /** More bytes or pixels than the limits. */
        IMAGE_TOO_LARGE,
        /** Another size than was said of it. */
        IMAGE_SIZE_MISMATCH
    }

    private final Reason reason;

    public UnreadableImageException(Reason reason, String message) {
        super(message);
        this.reason = reason;
    }

    public Reason reason() {
        return reason;
    }
}
