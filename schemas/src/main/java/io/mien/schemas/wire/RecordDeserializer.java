package io.mien.schemas.wire;

import io.mien.schemas.DeadLetterReason;
import io.mien.schemas.RefusedRecordException;
import io.mien.schemas.Topic;
import io.mien.schemas.registry.IncompatibleSchemaException;
import io.mien.schemas.registry.SchemaRegistry;
import io.mien.schemas.registry.SchemaRegistryException;
import io.mien.schemas.registry.UnknownSchemaException;
import io.mien.schemas.sealing.NoKeys;
import io.mien.schemas.sealing.RecordSeal;
import io.mien.schemas.sealing.StreamKeys;
import java.io.EOFException;
import java.io.IOException;
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
import org.apache.kafka.common.header.Headers;
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
    private final StreamKeys keys;
    private final Map<SchemaReference, DatumReader<T>> readers = new HashMap<>();
    private @Nullable BinaryDecoder decoder;

    /** The caller closes the registry, whose keys open what is sealed; without keys it stays sealed. */
    public RecordDeserializer(Class<T> type, SchemaRegistry registry) {
        this(type, registry, registry.keys());
    }

    /**
     * The caller closes registry and keys.
     *
     * @param keys open what is sealed; with {@link StreamKeys#NONE} it stays sealed
     */
    public RecordDeserializer(Class<T> type, SchemaRegistry registry, StreamKeys keys) {
        this.keys = keys;
        this.model = SpecificData.getForClass(type);
        this.readerSchema = model.getSchema(type);
        this.registry = registry;
    }

    /**
     * Reads a record that has no headers.
     *
     * @throws RefusedRecordException if the bytes are no record; the record is at fault, not the registry
     * @throws io.mien.schemas.registry.SchemaRegistryException if the registry cannot be reached; try again
     */
    public T read(byte @Nullable [] value) throws RefusedRecordException {
        return read(value, null);
    }

    /**
     * Reads a record.
     *
     * @param schemaHeader the record's {@link SchemaHeader}, which is stronger than what the value begins with; null for
     *     none
     * @throws RefusedRecordException if the bytes are none; the record is the fault, not the world around it
     * @throws io.mien.schemas.registry.SchemaRegistryException if the registry cannot be reached; try again
     */
    public T read(byte @Nullable [] value, byte @Nullable [] schemaHeader) throws RefusedRecordException {
        T record = readAsWritten(value, schemaHeader);
        return keys == NoKeys.NONE ? record : RecordSeal.open(record, keys);
    }

    private T readAsWritten(byte @Nullable [] value, byte @Nullable [] schemaHeader) throws RefusedRecordException {
        if (value == null) {
            throw refusal("value: none", "a record");
        }
        SchemaReference schema = SchemaReference.read(schemaHeader == null ? value : schemaHeader)
                .orElseThrow(() -> schemaHeader == null
                        ? refusal("value: " + value.length + " bytes", "magic byte 0, four bytes of schema id, Avro")
                        : refusal(
                                "header " + SchemaHeader.NAME + ": " + schemaHeader.length + " bytes",
                                "magic byte 1 and 16 bytes of GUID"));
        Integer schemaId = schema.asId().orElse(null);
        DatumReader<T> reader = reader(schema);
        int offset = schemaHeader == null ? schema.bytes() : 0;
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

    private static RefusedRecordException refusal(String what, String expected) {
        return new RefusedRecordException(DeadLetterReason.NOT_AVRO, what + " (expected: " + expected + ")", null);
    }

    private DatumReader<T> reader(SchemaReference schema) throws RefusedRecordException {
        DatumReader<T> known = readers.get(schema);
        if (known != null) {
            return known;
        }
        Schema writerSchema;
        try {
            writerSchema = schema.in(registry);
        } catch (UnknownSchemaException e) {
            throw refused(DeadLetterReason.UNKNOWN_SCHEMA, e, schema);
        } catch (IncompatibleSchemaException e) {
            throw refused(DeadLetterReason.INCOMPATIBLE_SCHEMA, e, schema);
        }
        requireReadable(writerSchema, schema);
        DatumReader<T> reader = new SpecificDatumReader<>(writerSchema, readerSchema, model);
        readers.put(schema, reader);
        return reader;
    }

    private static RefusedRecordException refused(
            DeadLetterReason reason, SchemaRegistryException cause, SchemaReference schema) {
        return new RefusedRecordException(
                reason, String.valueOf(cause.getMessage()), schema.asId().orElse(null));
    }

    private void requireReadable(Schema writerSchema, SchemaReference schema) throws RefusedRecordException {
        try {
            if (SchemaCompatibility.checkReaderWriterCompatibility(readerSchema, writerSchema)
                            .getType()
                    == SchemaCompatibilityType.COMPATIBLE) {
                return;
            }
        } catch (AvroRuntimeException e) {
            throw new RefusedRecordException(
                    DeadLetterReason.INCOMPATIBLE_SCHEMA,
                    "schema " + schema + ": " + e.getMessage(),
                    schema.asId().orElse(null));
        }
        throw new RefusedRecordException(
                DeadLetterReason.INCOMPATIBLE_SCHEMA,
                "schema " + schema + ": " + writerSchema.getFullName() + " cannot be read as "
                        + readerSchema.getFullName(),
                schema.asId().orElse(null));
    }

    @Override
    public T deserialize(String topic, byte[] value) {
        return deserialized(value, null);
    }

    @Override
    public T deserialize(String topic, Headers headers, byte[] value) {
        return deserialized(value, SchemaHeader.of(headers));
    }

    private T deserialized(byte[] value, byte @Nullable [] schemaHeader) {
        try {
            return read(value, schemaHeader);
        } catch (RefusedRecordException e) {
            throw new SerializationException(e.getMessage(), e);
        }
    }
}
