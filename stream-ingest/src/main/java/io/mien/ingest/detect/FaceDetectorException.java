package io.mien.ingest.detect;

/** A detector that cannot be made; the message is one sentence that names the file. */
public final class FaceDetectorException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public FaceDetectorException(String message) {
        super(message);
    }

    public FaceDetectorException(String message, Throwable cause) {
        super(message, cause);
    }
}
