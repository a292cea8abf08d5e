package io.mien.infer.element;

import io.mien.schemas.DeadLetterReason;
import io.mien.schemas.RefusedRecordException;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/**
 * A sampled frame that has no embedding: its picture is broken, or the model failed on it alone.
 *
 * @param subject the subject that it was to show
 * @param source the record
 * @param reason a permanent code
 * @param message what was wrong, in words
 * @param exception the reason once more, or the class of an exception that nobody expected
 */
public record RejectedFrame(
        SubjectKey subject, SourceRecord source, DeadLetterReason reason, String message, String exception)
        implements EncodingOutcome {
    private static final SourceRecord.Format SOURCE = new SourceRecord.Format();

    /** A frame that was refused. */
    public static RejectedFrame of(SubjectKey subject, SourceRecord source, RefusedRecordException refusal) {
        return new RejectedFrame(
                subject, source, refusal.reason(), String.valueOf(refusal.getMessage()), refusal.exception());
    }

    void write(DataOutput out) throws IOException {
        subject.write(out);
        SOURCE.write(source, out);
        out.writeUTF(reason.name());
        Fields.writeText(message, out);
        Fields.writeText(exception, out);
    }

    /** @param version of {@link EncodingOutcome.Format}; before its third the exception was not kept, before its fourth not the record's time */
    static RejectedFrame read(int version, DataInput in) throws IOException {
        SubjectKey subject = SubjectKey.read(in);
        SourceRecord source = SOURCE.read(version < 4 ? 1 : 2, in);
        DeadLetterReason reason = DeadLetterReason.valueOf(in.readUTF());
        String message = Fields.readText(in);
        return new RejectedFrame(subject, source, reason, message, version < 3 ? reason.name() : Fields.readText(in));
    }
}
