package io.mien.recording;

import io.mien.schemas.RefusedRecordException;
import io.mien.schemas.wire.RecordDeserializer;
import io.mien.schemas.wire.SchemaHeader;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.apache.avro.Schema;
import org.apache.avro.SchemaBuilder;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.specific.SpecificRecord;
import org.jspecify.annotations.Nullable;

/**
 * One record of a topic, as it was there.
 *
 * @param topic where it lay
 * @param partition where it lay
 * @param offset where it lay
 * @param timestamp the broker's, milliseconds since the epoch
 * @param key as received; not to be changed
 * @param headers as received
 * @param value as received; not to be changed
 * @param sha256 64 hexadecimal digits over the value's bytes, as noted when it was recorded
 */
@SuppressWarnings("ArrayRecordComponent") // handed on as received, never compared
public record RecordedRecord(
        String topic,
        int partition,
        long offset,
        long timestamp,
        byte @Nullable [] key,
        List<RecordedHeader> headers,
        byte @Nullable [] value,
        String sha256) {
    private static final Schema HEADER = SchemaBuilder.record("RecordedHeader")
            .namespace("io.mien.recording")
            .fields()
            .requiredString("name")
            .optionalBytes("value")
            .endRecord();

    static final Schema SCHEMA = SchemaBuilder.record("RecordedRecord")
            .namespace("io.mien.recording")
            .doc("A record of a Kafka topic as it was there; the value's schema is in the recording's folder schemas.")
            .fields()
            .requiredString("topic")
            .requiredInt("partition")
            .requiredLong("offset")
            .requiredLong("timestamp")
            .optionalBytes("key")
            .name("headers")
            .type(Schema.createArray(HEADER))
            .noDefault()
            .optionalBytes("value")
            .requiredString("sha256")
            .endRecord();

    private static final byte[] NOTHING = {};

    public RecordedRecord {
        headers = List.copyOf(headers);
    }

    /** A record with the digest of its value. */
    public static RecordedRecord of(
            String topic,
            int partition,
            long offset,
            long timestamp,
            byte @Nullable [] key,
            List<RecordedHeader> headers,
            byte @Nullable [] value) {
        return new RecordedRecord(topic, partition, offset, timestamp, key, headers, value, digest(value));
    }

    /**
     * What it says, whether its schema stands in the value or in a header.
     *
     * @throws RefusedRecordException if the bytes are no such record
     */
    public <T extends SpecificRecord> T read(RecordDeserializer<T> deserializer) throws RefusedRecordException {
        return deserializer.read(value, schemaHeader());
    }

    /** Its {@link SchemaHeader}; null if it has none. */
    public byte @Nullable [] schemaHeader() {
        byte[] found = null;
        for (RecordedHeader header : headers) {
            // The last of a name counts, as in Kafka.
            found = header.name().equals(SchemaHeader.NAME) ? header.value() : found;
        }
        return found;
    }

    /** The digest of the value's bytes as they are now. */
    public String foundSha256() {
        return digest(value);
    }

    private static String digest(byte @Nullable [] value) {
        return Sha256.of(value == null ? NOTHING : value);
    }

    GenericRecord toAvro() {
        GenericRecord record = new GenericData.Record(SCHEMA);
        record.put("topic", topic);
        record.put("partition", partition);
        record.put("offset", offset);
        record.put("timestamp", timestamp);
        record.put("key", wrapped(key));
        List<GenericRecord> avroHeaders = new ArrayList<>();
        for (RecordedHeader header : headers) {
            GenericRecord avroHeader = new GenericData.Record(HEADER);
            avroHeader.put("name", header.name());
            avroHeader.put("value", wrapped(header.value()));
            avroHeaders.add(avroHeader);
        }
        record.put("headers", avroHeaders);
        record.put("value", wrapped(value));
        record.put("sha256", sha256);
        return record;
    }

    static RecordedRecord of(GenericRecord record) {
        List<RecordedHeader> headers = new ArrayList<>();
        for (Object header : (List<?>) record.get("headers")) {
            GenericRecord avroHeader = (GenericRecord) header;
            headers.add(
                    new RecordedHeader(avroHeader.get("name").toString(), bytes((ByteBuffer) avroHeader.get("value"))));
        }
        return new RecordedRecord(
                record.get("topic").toString(),
                (Integer) record.get("partition"),
                (Long) record.get("offset"),
                (Long) record.get("timestamp"),
                bytes((ByteBuffer) record.get("key")),
                headers,
                bytes((ByteBuffer) record.get("value")),
                record.get("sha256").toString());
    }

    private static @Nullable ByteBuffer wrapped(byte @Nullable [] bytes) {
        return bytes == null ? null : ByteBuffer.wrap(bytes);
    }

    private static byte @Nullable [] bytes(@Nullable ByteBuffer buffer) {
        if (buffer == null) {
            return null;
        }
        byte[] bytes = new byte[buffer.remaining()];
        buffer.duplicate().get(bytes);
        return bytes;
    }
}
