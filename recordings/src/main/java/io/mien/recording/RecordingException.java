package io.mien.recording;

import io.mien.failures.FailureKind;
import io.mien.failures.ToldFailure;
import java.io.IOException;

/** A recording cannot be read or written; the message says which file, and what to do. */
public final class RecordingException extends RuntimeException implements ToldFailure {
    private static final long serialVersionUID = 1L;

    private final FailureKind kind;

    private RecordingException(FailureKind kind, String message, Throwable cause) {
        super(message, cause);
        this.kind = kind;
    }

    /** What is there is no recording, or not one that can be used so. */
    public RecordingException(String message) {
        super(message);
        this.kind = FailureKind.INPUT;
    }

    static RecordingException unreadable(String message, IOException cause) {
        return new RecordingException(FailureKind.INPUT, message, cause);
    }

    static RecordingException unwritable(String message, IOException cause) {
        return new RecordingException(FailureKind.DISK, message, cause);
    }

    @Override
    public FailureKind failureKind() {
        return kind;
    }
}
