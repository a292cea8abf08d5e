package io.mien.ingest.detect;

import io.mien.failures.FailureKind;
import io.mien.failures.ToldFailure;

/** A detector cannot be made; the message is one sentence that names the file. */
public final class FaceDetectorException extends RuntimeException implements ToldFailure {
    private static final long serialVersionUID = 1L;

    public FaceDetectorException(String message) {
        super(message);
    }

    public FaceDetectorException(String message, Throwable cause) {
        super(message, cause);
    }

    @Override
    public FailureKind failureKind() {
        return FailureKind.MODEL;
    }
}
