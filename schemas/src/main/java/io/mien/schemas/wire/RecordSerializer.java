package io.mien.schemas.wire;

import io.mien.schemas.Topic;
import io.mien.schemas.registry.SchemaIdPlace;
import io.mien.schemas.registry.SchemaRegistry;
import io.mien.schemas.sealing.NoKeys;
import io.mien.schemas.sealing.RecordSeal;
import io.mien.schemas.sealing.StreamKeys;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Map;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.DatumWriter;
import org.apache.avro.io.EncoderFactory;
import org.apache.avro.specific.SpecificData;
import org.apache.avro.specific.SpecificDatumWriter;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.serialization.Serializer;
import org.jspecify.annotations.Nullable;

/**
 * Writes records of one topic in the wire format. The schema is registered once, when this is made. Where the registry's
 * ids are to be in headers ({@link SchemaRegistry#idPlace()}), each record needs {@link #headers()} beside its value. Not
 * safe for use by many threads.
 *
 * @param <T> the generated class of the topic's records
 */
public final class RecordSerializer<T extends SpecificRecord> implements Serializer<T> {
    private final DatumWriter<T> writer;
    private final byte[] prefix;
    private final StreamKeys keys;
    private final Map<String, byte[]> headers;
    private final ByteArrayOutputStream buffer = new ByteArrayOutputStream(1 << 14);
    private @Nullable BinaryEncoder encoder;

    /**
     * @throws io.mien.schemas.registry.SchemaRegistryException if the schema cannot be registered, or has no GUID where one
     *     is needed
     */
    public RecordSerializer(Class<T> type, Topic topic, SchemaRegistry registry) {
        SpecificData model = SpecificData.getForClass(type);
        this.writer = new SpecificDatumWriter<>(model.getSchema(type), model);
        this.keys = registry.keys();
        int id = registry.register(topic.subject(), model.getSchema(type));
        boolean inHeader = registry.idPlace() == SchemaIdPlace.HEADER;
        this.prefix = inHeader ? new byte[0] : SchemaReference.prefix(id);
        this.headers = inHeader ? Map.of(SchemaHeader.NAME, SchemaReference.header(registry.guid(id))) : Map.of();
    }

    /** What belongs into the headers of every record, by name; empty where the value says it all. */
    public Map<String, byte[]> headers() {
        return headers;
    }

    @Override
    public byte[] serialize(String topic, Headers recordHeaders, T value) {
        headers.forEach((name, bytes) -> recordHeaders.remove(name).add(name, bytes));
        return serialize(value);
    }

    @Override
    public byte[] serialize(String topic, T value) {
        return serialize(value);
    }

    /** The value's bytes, schema id first unless that is in a header; sealed if the registry's keys have one for it. */
    public byte[] serialize(T value) {
        return write(keys == NoKeys.NONE ? value : RecordSeal.seal(value, keys));
    }

    private byte[] write(T value) {
        try {
            buffer.reset();
            buffer.write(prefix);
            encoder = EncoderFactory.get().directBinaryEncoder(buffer, encoder);
            writer.write(value, encoder);
            encoder.flush();
            return buffer.toByteArray();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
