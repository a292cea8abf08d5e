package io.mien.schemas.wire;

import io.mien.schemas.Topic;
import io.mien.schemas.registry.SchemaRegistry;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.DatumWriter;
import org.apache.avro.io.EncoderFactory;
import org.apache.avro.specific.SpecificData;
import org.apache.avro.specific.SpecificDatumWriter;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.serialization.Serializer;
import org.jspecify.annotations.Nullable;

/**
 * Writes records of one topic in the wire format. The schema is registered once, when this is made. Not safe for use by
 * many threads.
 *
 * @param <T> the generated class of the topic's records
 */
public final class RecordSerializer<T extends SpecificRecord> implements Serializer<T> {
    static final byte MAGIC = 0;
    static final int HEADER_BYTES = 1 + Integer.BYTES;

    private final DatumWriter<T> writer;
    private final byte[] header;
    private final ByteArrayOutputStream buffer = new ByteArrayOutputStream(1 << 14);
    private @Nullable BinaryEncoder encoder;

    /**
     * @throws io.mien.schemas.registry.SchemaRegistryException if the schema cannot be registered
     */
    public RecordSerializer(Class<T> type, Topic topic, SchemaRegistry registry) {
        SpecificData model = SpecificData.getForClass(type);
        this.writer = new SpecificDatumWriter<>(model.getSchema(type), model);
        int id = registry.register(topic.subject(), model.getSchema(type));
        this.header = ByteBuffer.allocate(HEADER_BYTES).put(MAGIC).putInt(id).array();
    }

    @Override
    public byte[] serialize(String topic, T value) {
        return serialize(value);
    }

    /** The value's bytes, schema id first. */
    public byte[] serialize(T value) {
        try {
            buffer.reset();
            buffer.write(header);
            encoder = EncoderFactory.get().directBinaryEncoder(buffer, encoder);
            writer.write(value, encoder);
            encoder.flush();
            return buffer.toByteArray();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
