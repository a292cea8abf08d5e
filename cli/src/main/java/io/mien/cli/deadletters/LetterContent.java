package io.mien.cli.deadletters;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.mien.schemas.RefusedRecordException;
import io.mien.schemas.Topic;
import io.mien.schemas.avro.CameraFrame;
import io.mien.schemas.avro.FaceFrame;
import io.mien.schemas.avro.ImageEncoding;
import io.mien.schemas.avro.Sealed;
import io.mien.schemas.registry.SchemaRegistry;
import io.mien.schemas.wire.RecordDeserializer;
import io.mien.schemas.wire.SchemaHeader;
import java.nio.ByteBuffer;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.apache.avro.Schema;
import org.apache.avro.specific.SpecificRecordBase;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;
import org.jspecify.annotations.Nullable;

/**
 * One dead letter with what can be read of it. Of a picture it tells the size and the encoding.
 *
 * @param letter what its headers tell
 * @param headers all of them, by name; those that are no text as their number of bytes
 * @param fields of the record, if it can be read now; else empty
 * @param unreadable why it cannot be read now, or null
 */
public record LetterContent(
        StoredLetter letter,
        Map<String, String> headers,
        Map<String, String> fields,
        @Nullable String unreadable) {

    /** A record as the topic that it was set aside from would have it, and its picture. */
    private record Read(SpecificRecordBase record, ByteBuffer image, ImageEncoding encoding) {}

    /** A picture, as it lies in a record. */
    @SuppressWarnings("ArrayRecordComponent") // written to a file, never compared
    public record LetterPicture(byte[] bytes, String encoding) {}

    /** What can be read of a letter of a topic. */
    public static LetterContent of(ConsumerRecord<byte[], byte[]> record, SchemaRegistry registry) {
        Map<String, String> headers = new LinkedHashMap<>();
        for (Header header : record.headers()) {
            headers.put(StoredLetter.shown(header.key()), text(header.value()));
        }
        Map<String, String> fields = new LinkedHashMap<>();
        try {
            Read read = read(record, registry);
            for (Schema.Field field : read.record().getSchema().getFields()) {
                fields.put(field.name(), text(read.record().get(field.pos())));
            }
            return new LetterContent(StoredLetter.of(record), headers, fields, null);
        } catch (RefusedRecordException e) {
            return new LetterContent(StoredLetter.of(record), headers, fields, e.reason() + ": " + e.getMessage());
        }
    }

    /** The letter's picture; empty if the record cannot be read, or has none. */
    public static Optional<LetterPicture> picture(ConsumerRecord<byte[], byte[]> record, SchemaRegistry registry) {
        try {
            Read read = read(record, registry);
            byte[] bytes = new byte[read.image().remaining()];
            read.image().duplicate().get(bytes);
            return bytes.length == 0
                    ? Optional.empty()
                    : Optional.of(new LetterPicture(bytes, read.encoding().name()));
        } catch (RefusedRecordException e) {
            return Optional.empty();
        }
    }

    private static Read read(ConsumerRecord<byte[], byte[]> record, SchemaRegistry registry)
            throws RefusedRecordException {
        byte[] schema = SchemaHeader.of(record.headers());
        if (record.topic().equals(Topic.CAMERA_FRAMES_DEAD_LETTERS.topicName())) {
            CameraFrame frame = new RecordDeserializer<>(CameraFrame.class, registry).read(record.value(), schema);
            return new Read(frame, frame.getImage(), frame.getEncoding());
        }
        FaceFrame frame = new RecordDeserializer<>(FaceFrame.class, registry).read(record.value(), schema);
        return new Read(frame, frame.getImage(), frame.getEncoding());
    }

    private static String text(@Nullable Object value) {
        if (value instanceof ByteBuffer bytes) {
            return bytes.remaining() + " bytes";
        }
        if (value instanceof Sealed sealed) {
            return sealed.getContent().remaining() + " bytes, with key " + StoredLetter.shown(sealed.getKeyId());
        }
        return value == null ? "none" : StoredLetter.shown(value.toString());
    }

    private static String text(byte @Nullable [] value) {
        if (value == null) {
            return "none";
        }
        String text = new String(value, UTF_8);
        boolean isText = text.chars().noneMatch(c -> c == '\uFFFD' || Character.isISOControl(c));
        return isText ? StoredLetter.shown(text) : value.length + " bytes";
    }
}
