package io.mien.infer.batch;

/** The work on one item failed with nobody else in its batch, so the item is to blame. */
public final class FailedItemException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    FailedItemException(RuntimeException cause) {
        super(cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage(), cause);
    }
}
