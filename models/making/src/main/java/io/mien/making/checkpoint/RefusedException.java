package io.mien.making.checkpoint;

/** A file is not what it claims to be; {@link Checkpoint} adds the file's name on the way out. */
final class RefusedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    RefusedException(String message) {
        super(message);
    }

    RefusedException(String message, Throwable cause) {
        super(message, cause);
    }
}
