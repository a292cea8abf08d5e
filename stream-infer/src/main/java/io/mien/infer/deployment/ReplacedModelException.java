package io.mien.infer.deployment;

/** A model is asked that the job no longer runs: another has taken its place. */
public final class ReplacedModelException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    ReplacedModelException(long id) {
        super("model " + Long.toHexString(id) + " was replaced");
    }
}
