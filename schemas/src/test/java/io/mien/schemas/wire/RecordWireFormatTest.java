package io.mien.schemas.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.mien.schemas.DeadLetterReason;
import io.mien.schemas.RefusedRecordException;
import io.mien.schemas.Topic;
import io.mien.schemas.avro.Box;
import io.mien.schemas.avro.CameraFrame;
import io.mien.schemas.avro.FaceFrame;
import io.mien.schemas.avro.ImageEncoding;
import io.mien.schemas.registry.InMemorySchemaRegistry;
import io.mien.schemas.registry.SchemaIdPlace;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.Arrays;
import java.util.Objects;
import org.apache.avro.Schema;
import org.apache.avro.SchemaBuilder;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.EncoderFactory;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.junit.jupiter.api.Test;

final class RecordWireFormatTest {
    private final InMemorySchemaRegistry registry = new InMemorySchemaRegistry();
    private final RecordSerializer<FaceFrame> serializer =
            new RecordSerializer<>(FaceFrame.class, Topic.FACE_FRAMES, registry);
    private final RecordDeserializer<FaceFrame> deserializer = new RecordDeserializer<>(FaceFrame.class, registry);

    static FaceFrame frame() {
        return FaceFrame.newBuilder()
                .setStreamId("camera 1")
                .setSubjectId("s1")
                .setSequence(7)
                .setCapturedAt(Instant.parse("2026-01-02T03:04:05.678901Z"))
                .setEncoding(ImageEncoding.JPEG)
                .setWidth(40)
                .setHeight(30)
                .setImage(ByteBuffer.wrap(new byte[] {1, 2, 3}))
                .setFaceBox(new Box(1f, 2f, 3f, 4f))
                .build();
    }

    @Test
    void aRecordComesBackAsItWasWritten() throws RefusedRecordException {
        assertThat(deserializer.read(serializer.serialize(frame()))).isEqualTo(frame());
    }

    @Test
    void aRecordWhoseSchemaIsInAHeaderComesBackToo() throws RefusedRecordException {
        InMemorySchemaRegistry placing = new InMemorySchemaRegistry(SchemaIdPlace.HEADER);
        RecordSerializer<FaceFrame> writing = new RecordSerializer<>(FaceFrame.class, Topic.FACE_FRAMES, placing);
        RecordDeserializer<FaceFrame> reading = new RecordDeserializer<>(FaceFrame.class, placing);
        RecordHeaders headers = new RecordHeaders();

        byte[] value = writing.serialize("face-frames", headers, frame());

        byte[] header = headers.lastHeader("__value_schema_id").value();
        assertThat(header).hasSize(17).startsWith(1);
        assertThat(value).hasSize(serializer.serialize(frame()).length - 5);
        assertThat(writing.headers()).containsOnlyKeys("__value_schema_id");
        assertThat(reading.read(value, header)).isEqualTo(frame());
        assertThat(reading.deserialize("face-frames", headers, value)).isEqualTo(frame());
        assertThat(serializer.headers()).isEmpty();
    }

    @Test
    void aHeaderThatLeadsNowhereIsNamed() {
        byte[] value = serializer.serialize(frame());
        byte[] unknown = new byte[17];
        unknown[0] = 1;

        assertThat(catchThrowableOfType(
                        RefusedRecordException.class, () -> deserializer.read(value, new byte[] {1, 2})))
                .hasMessageContaining("__value_schema_id: 2 bytes")
                .extracting(RefusedRecordException::reason)
                .isEqualTo(DeadLetterReason.NOT_AVRO);
        assertThat(catchThrowableOfType(RefusedRecordException.class, () -> deserializer.read(value, unknown)))
                .hasMessageContaining("00000000-0000")
                .extracting(RefusedRecordException::reason)
                .isEqualTo(DeadLetterReason.UNKNOWN_SCHEMA);
    }

    @Test
    void bytesBeginWithMagicZeroAndTheSchemaId() {
        byte[] bytes = serializer.serialize(frame());

        assertThat(bytes[0]).isZero();
        assertThat(ByteBuffer.wrap(bytes, 1, 4).getInt())
                .isEqualTo(registry.register(Topic.FACE_FRAMES.subject(), FaceFrame.getClassSchema()));
    }

    @Test
    void theSerializerMayBeUsedAgainAfterALongerRecord() throws RefusedRecordException {
        serializer.serialize(FaceFrame.newBuilder(frame())
                .setImage(ByteBuffer.allocate(100_000))
                .build());

        assertThat(deserializer.read(serializer.serialize(frame()))).isEqualTo(frame());
    }

    @Test
    void nothingAndOtherBytesAreNotAvro() {
        assertThat(refusal(null).reason()).isEqualTo(DeadLetterReason.NOT_AVRO);
        assertThat(refusal(new byte[0]).reason()).isEqualTo(DeadLetterReason.NOT_AVRO);
        RefusedRecordException text = refusal("{\"stream_id\": 1}".getBytes(java.nio.charset.StandardCharsets.UTF_8));
        assertThat(text.reason()).isEqualTo(DeadLetterReason.NOT_AVRO);
        assertThat(text.schemaId()).isNull();
    }

    @Test
    void anUnknownSchemaIdIsNamed() {
        byte[] bytes = serializer.serialize(frame());
        ByteBuffer.wrap(bytes).putInt(1, 4711);

        assertThat(refusal(bytes).reason()).isEqualTo(DeadLetterReason.UNKNOWN_SCHEMA);
        assertThat(refusal(bytes).schemaId()).isEqualTo(4711);
        assertThat(refusal(bytes)).hasMessageContaining("4711");
    }

    @Test
    void everyTruncationIsRefused() {
        byte[] bytes = serializer.serialize(frame());

        for (int length = 0; length < bytes.length; length++) {
            assertThat(refusal(Arrays.copyOf(bytes, length)).reason()).isEqualTo(DeadLetterReason.NOT_AVRO);
        }
    }

    @Test
    void bytesLeftOverAreRefused() {
        byte[] bytes = serializer.serialize(frame());

        assertThat(refusal(Arrays.copyOf(bytes, bytes.length + 1))).hasMessageContaining("left over");
    }

    @Test
    void aLengthThatLiesCostsNoMemory() throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        bytes.write(Arrays.copyOf(serializer.serialize(frame()), 5));
        BinaryEncoder encoder = EncoderFactory.get().directBinaryEncoder(bytes, null);
        encoder.writeString("camera 1");
        encoder.writeString("s1");
        encoder.writeLong(7);
        encoder.writeLong(0);
        encoder.writeEnum(1);
        encoder.writeInt(40);
        encoder.writeInt(30);
        encoder.writeLong(Integer.MAX_VALUE - 16L);
        encoder.flush();

        assertThat(refusal(bytes.toByteArray()).reason()).isEqualTo(DeadLetterReason.NOT_AVRO);
    }

    @Test
    void aRecordOfAnotherKindIsIncompatible() {
        Schema other = SchemaBuilder.record("Weather")
                .fields()
                .requiredDouble("temperature")
                .endRecord();
        int id = registry.register("weather-value", other);
        byte[] bytes = ByteBuffer.allocate(13).put((byte) 0).putInt(id).array();

        assertThat(refusal(bytes).reason()).isEqualTo(DeadLetterReason.INCOMPATIBLE_SCHEMA);
    }

    @Test
    void anOldReaderReadsANewWriter() throws IOException, RefusedRecordException {
        Schema newer = new Schema.Parser()
                .parse(FaceFrame.getClassSchema()
                        .toString()
                        .replace(
                                "{\"name\":\"track_ended\"",
                                "{\"name\":\"sharpness\",\"type\":\"float\",\"default\":0},{\"name\":\"track_ended\""));
        int id = registry.register(Topic.FACE_FRAMES.subject(), newer);
        GenericRecord written = new GenericData.Record(newer);
        for (Schema.Field field : FaceFrame.getClassSchema().getFields()) {
            written.put(field.name(), Objects.requireNonNullElse(field.defaultVal(), 0));
        }
        written.put("stream_id", "new");
        written.put("subject_id", "s2");
        written.put("sequence", 9L);
        written.put("captured_at", 1_000_000L);
        written.put(
                "encoding",
                new GenericData.EnumSymbol(newer.getField("encoding").schema(), "PNG"));
        written.put("image", ByteBuffer.allocate(2));
        written.put("sharpness", 0.5f);
        for (String absent : new String[] {"face_box", "landmarks", "camera_box", "detection_score"}) {
            written.put(absent, null);
        }
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        bytes.write(ByteBuffer.allocate(5).put((byte) 0).putInt(id).array());
        BinaryEncoder encoder = EncoderFactory.get().binaryEncoder(bytes, null);
        new GenericDatumWriter<GenericRecord>(newer).write(written, encoder);
        encoder.flush();

        FaceFrame read = deserializer.read(bytes.toByteArray());

        assertThat(read.getStreamId()).isEqualTo("new");
        assertThat(read.getCapturedAt()).isEqualTo(Instant.ofEpochSecond(1));
        assertThat(read.getEncoding()).isEqualTo(ImageEncoding.PNG);
    }

    @Test
    void kafkasInterfaceThrowsKafkasException() {
        RecordDeserializer<CameraFrame> cameraFrames = new RecordDeserializer<>(CameraFrame.class, registry);

        assertThatThrownBy(() -> cameraFrames.deserialize("camera-frames", new byte[] {1}))
                .isInstanceOf(org.apache.kafka.common.errors.SerializationException.class);
    }

    private RefusedRecordException refusal(byte @org.jspecify.annotations.Nullable [] bytes) {
        return Objects.requireNonNull(
                catchThrowableOfType(RefusedRecordException.class, () -> deserializer.read(bytes)));
    }
}
