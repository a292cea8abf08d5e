package io.mien.schemas.sealing;

import io.mien.schemas.avro.Sealed;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.time.Instant;
import org.apache.avro.specific.SpecificRecordBase;
import org.jspecify.annotations.Nullable;

/**
 * Which fields of a kind of record are sealed.
 *
 * @param <T> the record's class
 */
interface SealedFields<T extends SpecificRecordBase> {

    String streamId(T record);

    /** What is sealed already; null if it is plain. */
    @Nullable
    Sealed sealed(T record);

    /** Whether there is anything to seal; a marker has nothing. */
    boolean hasContent(T record);

    /** The fields that are sealed, in Avro's single-object encoding. */
    ByteBuffer content(T record) throws IOException;

    /** Takes what is sealed out of a record, and puts the sealed content in. */
    void empty(T record, Sealed content);

    /**
     * Puts the fields back.
     *
     * @throws IOException if the bytes are none of this kind
     */
    void fill(T record, ByteBuffer content) throws IOException;

    /** The fields that name the record: sealed content that is moved to another one does not open. */
    void name(T record, NameWriter names) throws IOException;

    /** Writes fields one after another, each with its length. */
    final class NameWriter {
        private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        private final DataOutputStream out = new DataOutputStream(bytes);

        NameWriter text(String text) throws IOException {
            byte[] encoded = text.getBytes(java.nio.charset.StandardCharsets.UTF_8);
            out.writeInt(encoded.length);
            out.write(encoded);
            return this;
        }

        NameWriter number(long number) throws IOException {
            out.writeLong(number);
            return this;
        }

        /** In microseconds, as a record keeps it. */
        NameWriter time(Instant time) throws IOException {
            return number(time.getEpochSecond()).number(time.getNano() / 1_000);
        }

        byte[] finish() {
            return bytes.toByteArray();
        }
    }

    /** The name of a record with the key that it is sealed with. */
    default byte[] bound(T record, String keyId) {
        try {
            NameWriter names = new NameWriter();
            names.text(record.getSchema().getName()).text(keyId).text(streamId(record));
            name(record, names);
            return names.finish();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Sets a field by its name; the generated classes have no setters. */
    static void put(SpecificRecordBase record, String field, @Nullable Object value) {
        record.put(record.getSchema().getField(field).pos(), value);
    }
}
