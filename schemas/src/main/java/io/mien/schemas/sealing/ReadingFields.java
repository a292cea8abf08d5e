package io.mien.schemas.sealing;

import io.mien.schemas.avro.ExpressionReading;
import io.mien.schemas.avro.ReadingStatus;
import io.mien.schemas.avro.Sealed;
import io.mien.schemas.avro.SealedReading;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Of a reading what it says is sealed; which window of whom it is of, and what it was made from, stays plain. */
final class ReadingFields implements SealedFields<ExpressionReading> {
    private static final String NOTE = "sealed: who reads it needs the keys of its stream";

    @Override
    public String streamId(ExpressionReading record) {
        return record.getStreamId();
    }

    @Override
    public @Nullable Sealed sealed(ExpressionReading record) {
        return record.getSealed();
    }

    @Override
    public boolean hasContent(ExpressionReading record) {
        return true;
    }

    @Override
    public ByteBuffer content(ExpressionReading record) throws IOException {
        return new SealedReading(
                        record.getStatus(), record.getReason(), record.getProbabilities(), record.getTopLabel())
                .toByteBuffer();
    }

    @Override
    public void empty(ExpressionReading record, Sealed content) {
        SealedFields.put(record, "status", ReadingStatus.UNKNOWN);
        SealedFields.put(record, "reason", NOTE);
        SealedFields.put(record, "probabilities", List.of());
        SealedFields.put(record, "top_label", null);
        SealedFields.put(record, "sealed", content);
    }

    @Override
    public void fill(ExpressionReading record, ByteBuffer content) throws IOException {
        SealedReading fields = SealedReading.fromByteBuffer(content);
        SealedFields.put(record, "status", fields.getStatus());
        SealedFields.put(record, "reason", fields.getReason());
        SealedFields.put(record, "probabilities", fields.getProbabilities());
        SealedFields.put(record, "top_label", fields.getTopLabel());
        SealedFields.put(record, "sealed", null);
    }

    @Override
    public void name(ExpressionReading record, NameWriter names) throws IOException {
        names.text(record.getReadingId());
    }
}
