package io.mien.schemas.wire;

import io.mien.schemas.DeadLetterReason;
import io.mien.schemas.RefusedRecordException;
import io.mien.schemas.Topic;
import io.mien.schemas.registry.IncompatibleSchemaException;
import io.mien.schemas.registry.SchemaRegistry;
import io.mien.schemas.registry.UnknownSchemaException;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.Map;
import org.apache.avro.AvroRuntimeException;
import org.apache.avro.Schema;
import org.apache.avro.SchemaCompatibility;
import org.apache.avro.SchemaCompatibility.SchemaCompatibilityType;
import org.apache.avro.io.BinaryDecoder;
import org.apache.avro.io.DatumReader;
import org.apache.avro.io.DecoderFactory;
import org.apache.avro.specific.SpecificData;
import org.apache.avro.specific.SpecificDatumReader;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.serialization.Deserializer;
import org.jspecify.annotations.Nullable;

/**
 * Reads records in the wire format, whatever version of the schema they were written with. Each schema is asked for
 * once. Not safe for use by many threads.
 *
 * @param <T> the generated class of the records
 */
public final class RecordDeserializer<T extends SpecificRecord> implements Deserializer<T> {

    static {
        // Avro allocates what a length field says before it looks for the bytes: a lying one must not cost gigabytes.
        System.getProperties()
                .putIfAbsent("org.apache.avro.limits.bytes.maxLength", Integer.toString(Topic.MAXIMUM_RECORD_BYTES));
        System.getProperties().putIfAbsent("org.apache.avro.limits.string.maxLength", Integer.toString(1 << 16));
        System.getProperties()
                .putIfAbsent("org.apache.avro.limits.collectionItems.maxLength", Integer.toString(1 << 16));
    }

    private final SpecificData model;
    private final Schema readerSchema;
    private final SchemaRegistry registry;
    private final Map<Integer, DatumReader<T>> readers = new HashMap<>();
    private @Nullable BinaryDecoder decoder;

    /** The caller closes the registry. */
    public RecordDeserializer(Class<T> type, SchemaRegistry registry) {
        this.model = SpecificData.getForClass(type);
        this.readerSchema = model.getSchema(type);
        this.registry = registry;
    }

    /**
     * Reads a record.
     *
     * @throws RefusedRecordException if the bytes are no record; the record is at fault, not the registry
     * @throws io.mien.schemas.registry.SchemaRegistryException if the registry cannot be reached; try again
     */
    public T read(byte @Nullable [] value) throws RefusedRecordException {
        if (value == null || value.length < RecordSerializer.HEADER_BYTES || value[0] != RecordSerializer.MAGIC) {
            throw new RefusedRecordException(
                    DeadLetterReason.NOT_AVRO,
                    "value: " + (value == null ? "none" : value.length + " bytes")
                            + " (expected: magic byte 0, four bytes of schema id, Avro)",
                    null);
        }
        int schemaId = ByteBuffer.wrap(value, 1, Integer.BYTES).getInt();
        DatumReader<T> reader = reader(schemaId);
        int offset = RecordSerializer.HEADER_BYTES;
        try {
            decoder = DecoderFactory.get().binaryDecoder(value, offset, value.length - offset, decoder);
            // The reader's generated code needs a null here; Avro's annotations do not say so.
            T record = readWith(reader, decoder);
            if (!decoder.isEnd()) {
                throw new RefusedRecordException(
                        DeadLetterReason.NOT_AVRO, "value: bytes left over after the record", schemaId);
            }
            return record;
        } catch (EOFException e) {
            throw new RefusedRecordException(DeadLetterReason.NOT_AVRO, "value: truncated", schemaId);
        } catch (IOException | RuntimeException e) {
            // Broken bytes surface as any of Avro's and Java's unchecked exceptions.
            throw new RefusedRecordException(
                    DeadLetterReason.NOT_AVRO, "value: does not fit its schema: " + e.getMessage(), schemaId);
        }
    }

    @SuppressWarnings("NullAway") // Avro takes null for "no record to reuse"
    private static <T> T readWith(DatumReader<T> reader, BinaryDecoder decoder) throws IOException {
        return reader.read(null, decoder);
    }

    private DatumReader<T> reader(int schemaId) throws RefusedRecordException {
        DatumReader<T> known = readers.get(schemaId);
        if (known != null) {
            return known;
        }
        Schema writerSchema;
        try {
            writerSchema = registry.schema(schemaId);
        } catch (UnknownSchemaException e) {
            throw new RefusedRecordException(DeadLetterReason.UNKNOWN_SCHEMA, String.valueOf(e.getMessage()), schemaId);
        } catch (IncompatibleSchemaException e) {
            throw new RefusedRecordException(
                    DeadLetterReason.INCOMPATIBLE_SCHEMA, String.valueOf(e.getMessage()), schemaId);
        }
        requireReadable(writerSchema, schemaId);
        DatumReader<T> reader = new SpecificDatumReader<>(writerSchema, readerSchema, model);
        readers.put(schemaId, reader);
        return reader;
    }

    private void requireReadable(Schema writerSchema, int schemaId) throws RefusedRecordException {
        try {
            if (SchemaCompatibility.checkReaderWriterCompatibility(readerSchema, writerSchema)
                            .getType()
                    == SchemaCompatibilityType.COMPATIBLE) {
                return;
            }
        } catch (AvroRuntimeException e) {
            throw new RefusedRecordException(
                    DeadLetterReason.INCOMPATIBLE_SCHEMA, "schema " + schemaId + ": " + e.getMessage(), schemaId);
        }
        throw new RefusedRecordException(
                DeadLetterReason.INCOMPATIBLE_SCHEMA,
                "schema " + schemaId + ": " + writerSchema.getFullName() + " cannot be read as "
                        + readerSchema.getFullName(),
                schemaId);
    }

    @Override
    public T deserialize(String topic, byte[] value) {
        try {
            return read(value);
        } catch (RefusedRecordException e) {
            throw new SerializationException(e.getMessage(), e);
        }
    }
}
