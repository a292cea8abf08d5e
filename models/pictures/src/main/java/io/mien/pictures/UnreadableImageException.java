package io.mien.pictures;

/** The bytes are not a picture, or not one within the limits. */
public final class UnreadableImageException extends Exception {
    private static final long serialVersionUID = 1L;

    /** Says why. The names are stable and appear in dead letters. */
    public enum Reason {
        /** The bytes are no picture of a known format, or a broken one. */
        NOT_AN_IMAGE,
        /** The picture has more bytes or pixels than the limits allow. */
        IMAGE_TOO_LARGE,
        /** The picture has another size than its record says. */
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
