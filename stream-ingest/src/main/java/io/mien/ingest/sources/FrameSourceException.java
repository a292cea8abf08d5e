package io.mien.ingest.sources;

import io.mien.failures.FailureKind;
import io.mien.failures.ToldFailure;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** A source gives no pictures; the message is one sentence for the person who named it. */
public final class FrameSourceException extends IOException implements ToldFailure {
    private static final long serialVersionUID = 1L;

    /** Says what is wrong with the source. */
    public enum Kind {
        /** Nothing is there. */
        NOT_FOUND,
        /** It is there, but may not be read, or is a folder. */
        NOT_READABLE,
        /** It can be read, but no video is in it, or one that is broken from its start. */
        NOT_A_VIDEO
    }

    private final Kind kind;

    public FrameSourceException(Kind kind, String message) {
        this(kind, message, null);
    }

    public FrameSourceException(Kind kind, String message, @Nullable Throwable cause) {
        super(message, cause);
        this.kind = kind;
    }

    public Kind kind() {
        return kind;
    }

    @Override
    public FailureKind failureKind() {
        return FailureKind.INPUT;
    }
}
