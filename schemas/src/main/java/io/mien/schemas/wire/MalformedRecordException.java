package io.mien.schemas.wire;

import io.mien.schemas.DeadLetterReason;
import org.jspecify.annotations.Nullable;

/** Bytes that are not a record of the wire format; the reason is one of those of dead letters. */
public final class MalformedRecordException extends Exception {
    private static final long serialVersionUID = 1L;

    private final DeadLetterReason reason;
    private final @Nullable Integer schemaId;

    public MalformedRecordException(DeadLetterReason reason, String message, @Nullable Integer schemaId) {
        super(message);
        this.reason = reason;
        this.schemaId = schemaId;
    }

    public DeadLetterReason reason() {
        return reason;
    }

    /** The id in the record's first bytes; null if it has none. */
    public @Nullable Integer schemaId() {
        return schemaId;
    }
}
