package io.mien.schemas.sealing;

import io.mien.schemas.DeadLetterReason;
import io.mien.schemas.RefusedRecordException;
import io.mien.schemas.avro.CameraFrame;
import io.mien.schemas.avro.ExpressionReading;
import io.mien.schemas.avro.FaceFrame;
import io.mien.schemas.avro.Sealed;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.Optional;
import org.apache.avro.AvroRuntimeException;
import org.apache.avro.message.MissingSchemaException;
import org.apache.avro.specific.SpecificData;
import org.apache.avro.specific.SpecificRecord;
import org.apache.avro.specific.SpecificRecordBase;

/**
 * Seals records and opens them. A record that is sealed never reads as if it were plain: its encoding or status is UNKNOWN, which
 * readers of an older schema refuse with a sentence.
 */
public final class RecordSeal {
    private static final Map<Class<?>, SealedFields<?>> KINDS = Map.of(
            CameraFrame.class, new CameraFrameFields(),
            FaceFrame.class, new FaceFrameFields(),
            ExpressionReading.class, new ReadingFields());

    /** A key may be destroyed between its choice and its use; the next one is another. */
    private static final int ATTEMPTS = 3;

    private RecordSeal() {}

    /** Whether what the record says of a person is sealed. */
    public static boolean isSealed(SpecificRecord record) {
        return keyId(record).isPresent();
    }

    /** The key that a record is sealed with; empty if it is plain. */
    public static Optional<String> keyId(SpecificRecord record) {
        return record instanceof SpecificRecordBase base ? keyIdOf(base) : Optional.empty();
    }

    private static <T extends SpecificRecordBase> Optional<String> keyIdOf(T record) {
        SealedFields<T> fields = fields(record);
        return fields == null
                ? Optional.empty()
                : Optional.ofNullable(fields.sealed(record)).map(Sealed::getKeyId);
    }

    /**
     * The record sealed with its stream's key, or itself if there is nothing to seal, or no key. It stays as it is.
     *
     * @throws DestroyedKeyException if one key after another is destroyed in this moment
     */
    @SuppressWarnings("unchecked") // a copy is of the same class
    public static <T extends SpecificRecord> T seal(T record, StreamKeys keys) {
        return record instanceof SpecificRecordBase base ? (T) sealed(base, keys) : record;
    }

    private static <T extends SpecificRecordBase> T sealed(T record, StreamKeys keys) {
        SealedFields<T> fields = fields(record);
        if (fields == null || fields.sealed(record) != null || !fields.hasContent(record)) {
            return record;
        }
        RefusedRecordException destroyed = null;
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            Optional<String> keyId = keys.keyOf(fields.streamId(record));
            if (keyId.isEmpty()) {
                return record;
            }
            try {
                return sealed(record, fields, keyId.get(), keys);
            } catch (RefusedRecordException e) {
                destroyed = e;
            }
        }
        throw new DestroyedKeyException(destroyed);
    }

    /**
     * The record sealed with a key that is named, which may be another stream's: what is copied from one stream to another goes
     * with the first.
     *
     * @throws RefusedRecordException if the key is not known, or was destroyed
     */
    @SuppressWarnings("unchecked") // a copy is of the same class
    public static <T extends SpecificRecord> T sealWith(T record, String keyId, StreamKeys keys)
            throws RefusedRecordException {
        return record instanceof SpecificRecordBase base ? (T) sealedWith(base, keyId, keys) : record;
    }

    private static <T extends SpecificRecordBase> T sealedWith(T record, String keyId, StreamKeys keys)
            throws RefusedRecordException {
        SealedFields<T> fields = fields(record);
        return fields == null || !fields.hasContent(record) ? record : sealed(record, fields, keyId, keys);
    }

    private static <T extends SpecificRecordBase> T sealed(
            T record, SealedFields<T> fields, String keyId, StreamKeys keys) throws RefusedRecordException {
        try {
            byte[] content = bytes(fields.content(record));
            T sealed = copy(record);
            fields.empty(
                    sealed, new Sealed(keyId, ByteBuffer.wrap(keys.seal(keyId, content, fields.bound(record, keyId)))));
            return sealed;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * The record as it was before it was sealed, or itself if it is plain.
     *
     * @throws RefusedRecordException if it is sealed and cannot be opened
     */
    @SuppressWarnings("unchecked") // a copy is of the same class
    public static <T extends SpecificRecord> T open(T record, StreamKeys keys) throws RefusedRecordException {
        return record instanceof SpecificRecordBase base ? (T) opened(base, keys) : record;
    }

    private static <T extends SpecificRecordBase> T opened(T record, StreamKeys keys) throws RefusedRecordException {
        SealedFields<T> fields = fields(record);
        Sealed sealed = fields == null ? null : fields.sealed(record);
        if (fields == null || sealed == null) {
            return record;
        }
        byte[] content =
                keys.open(sealed.getKeyId(), bytes(sealed.getContent()), fields.bound(record, sealed.getKeyId()));
        T opened = copy(record);
        try {
            fields.fill(opened, ByteBuffer.wrap(content));
        } catch (MissingSchemaException e) {
            throw new RefusedRecordException(
                    DeadLetterReason.INCOMPATIBLE_SCHEMA,
                    "sealed: written by another version, whose fields are not known here (" + e.getMessage() + ")");
        } catch (IOException | AvroRuntimeException e) {
            throw new RefusedRecordException(DeadLetterReason.NOT_AVRO, "sealed: no fields of a record");
        }
        return opened;
    }

    /**
     * Refuses a record that is sealed still, since there were no keys where it was read.
     *
     * @throws RefusedRecordException that says so
     */
    public static void requireOpen(SpecificRecord record) throws RefusedRecordException {
        Optional<String> keyId = keyId(record);
        if (keyId.isPresent()) {
            throw NoKeys.refusal(keyId.get());
        }
    }

    @SuppressWarnings("unchecked") // the map's values are of their keys' types
    private static <T extends SpecificRecordBase> @org.jspecify.annotations.Nullable SealedFields<T> fields(T record) {
        return (SealedFields<T>) KINDS.get(record.getClass());
    }

    /** Another record with the same fields; a builder would copy the picture as well. */
    @SuppressWarnings("unchecked") // a new one of the same class
    private static <T extends SpecificRecordBase> T copy(T record) {
        T copy = (T) SpecificData.newInstance(record.getClass(), record.getSchema());
        for (int field = 0; field < record.getSchema().getFields().size(); field++) {
            copy.put(field, record.get(field));
        }
        return copy;
    }

    private static byte[] bytes(ByteBuffer buffer) {
        byte[] bytes = new byte[buffer.remaining()];
        buffer.duplicate().get(bytes);
        return bytes;
    }
}
