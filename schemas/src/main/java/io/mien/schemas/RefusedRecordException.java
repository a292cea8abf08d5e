package io.mien.schemas;

import io.mien.failures.ToldFailure;
import java.io.UncheckedIOException;
import org.apache.kafka.common.KafkaException;
import org.jspecify.annotations.Nullable;

/**
 * Says that a record must be set aside. It carries reason and schema id from wherever the record is found bad to the
 * one place of each side that makes a dead letter of it. The message says what was wrong, without a byte of a picture.
 */
public final class RefusedRecordException extends Exception {
    private static final long serialVersionUID = 1L;

    private final DeadLetterReason reason;
    private final @Nullable Integer schemaId;
    private final String exception;

    public RefusedRecordException(DeadLetterReason reason, String message) {
        this(reason, message, null);
    }

    /** @param schemaId the id in the record's first bytes; null if it has none, or if it does not matter */
    public RefusedRecordException(DeadLetterReason reason, String message, @Nullable Integer schemaId) {
        this(reason, message, schemaId, reason.name());
    }

    private RefusedRecordException(
            DeadLetterReason reason, String message, @Nullable Integer schemaId, String exception) {
        // Without a stack trace: these come in thousands if a producer is broken, and where they arise is no news.
        super(message, null, false, false);
        this.reason = reason;
        this.schemaId = schemaId;
        this.exception = exception;
    }

    /**
     * Catches what no rule foresaw: a failure that one record caused refuses that record, which then cannot stop its
     * partition for ever.
     *
     * @param failure thrown by the code that worked on the record, before anything was stored or sent for it
     * @throws RuntimeException the failure itself, if broker, registry, disk or the like caused it: then the record is
     *     not at fault, and the task has to fail and be tried again
     */
    public static RefusedRecordException unexpected(RuntimeException failure) {
        if (failure instanceof KafkaException
                || failure instanceof UncheckedIOException
                || failure instanceof ToldFailure) {
            throw failure;
        }
        String name = failure.getClass().getName();
        return new RefusedRecordException(DeadLetterReason.UNEXPECTED, name + ": " + failure.getMessage(), null, name);
    }

    public DeadLetterReason reason() {
        return reason;
    }

    /** The id in the record's first bytes; null if it has none, or if it does not matter. */
    public @Nullable Integer schemaId() {
        return schemaId;
    }

    /** What the header {@code __streams.errors.exception} says: the reason, or the class of an unexpected failure. */
    public String exception() {
        return exception;
    }
}
