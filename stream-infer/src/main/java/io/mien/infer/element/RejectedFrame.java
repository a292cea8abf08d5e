package io.mien.infer.element;

import io.mien.schemas.DeadLetterReason;
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
 */
public record RejectedFrame(SubjectKey subject, SourceRecord source, DeadLetterReason reason, String message)
        implements EncodingOutcome {
    private static final SourceRecord.Format SOURCE = new SourceRecord.Format();

    void write(DataOutput out) throws IOException {
        subject.write(out);
        SOURCE.write(source, out);
        out.writeUTF(reason.name());
        Fields.writeText(message, out);
    }

    static RejectedFrame read(DataInput in) throws IOException {
        return new RejectedFrame(
                SubjectKey.read(in), SOURCE.read(1, in), DeadLetterReason.valueOf(in.readUTF()), Fields.readText(in));
    }
}
