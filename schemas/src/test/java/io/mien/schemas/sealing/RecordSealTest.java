package io.mien.schemas.sealing;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.mien.schemas.DeadLetterReason;
import io.mien.schemas.RefusedRecordException;
import io.mien.schemas.Topic;
import io.mien.schemas.avro.CameraFrame;
import io.mien.schemas.avro.FaceFrame;
import io.mien.schemas.avro.FrameSourceInfo;
import io.mien.schemas.avro.ImageEncoding;
import io.mien.schemas.avro.Landmarks;
import io.mien.schemas.avro.Point;
import io.mien.schemas.registry.InMemorySchemaRegistry;
import io.mien.schemas.registry.RecordRegistry;
import io.mien.schemas.registry.SchemaRegistry;
import io.mien.schemas.wire.RecordDeserializer;
import io.mien.schemas.wire.RecordSerializer;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.Arrays;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class RecordSealTest {
    private static final ByteBuffer PICTURE = ByteBuffer.wrap("a picture of somebody".getBytes(UTF_8));

    private final SchemaRegistry plain = new InMemorySchemaRegistry();
    private final SchemaRegistry keyed = new RecordRegistry(plain, new MaskingKeys());

    /** Masks with the key's id and keeps what was bound beside it: no secret, but the same contract. */
    private static final class MaskingKeys implements StreamKeys {
        @Override
        public Optional<String> keyOf(String streamId) {
            return Optional.of("key-of-" + streamId);
        }

        @Override
        public byte[] seal(String keyId, byte[] content, byte[] bound) {
            ByteBuffer sealed = ByteBuffer.allocate(Integer.BYTES + content.length);
            sealed.putInt(Arrays.hashCode(bound));
            for (byte value : content) {
                sealed.put((byte) (value ^ keyId.hashCode()));
            }
            return sealed.array();
        }

        @Override
        public byte[] open(String keyId, byte[] sealed, byte[] bound) throws RefusedRecordException {
            ByteBuffer buffer = ByteBuffer.wrap(sealed);
            if (buffer.getInt() != Arrays.hashCode(bound)) {
                throw new RefusedRecordException(DeadLetterReason.NOT_AUTHENTIC, "moved");
            }
            byte[] content = new byte[buffer.remaining()];
            buffer.get(content);
            for (int i = 0; i < content.length; i++) {
                content[i] ^= (byte) keyId.hashCode();
            }
            return content;
        }

        @Override
        public void close() {}
    }

    private static FaceFrame.Builder face() {
        Point point = new Point(1f, 2f);
        return FaceFrame.newBuilder()
                .setStreamId("hall")
                .setSubjectId("s1")
                .setSequence(7)
                .setCapturedAt(Instant.parse("2026-01-02T03:04:05.678901Z"))
                .setEncoding(ImageEncoding.JPEG)
                .setWidth(10)
                .setHeight(12)
                .setLandmarks(new Landmarks(point, point, point, point, point))
                .setImage(PICTURE.duplicate());
    }

    private static FaceFrame read(SchemaRegistry registry, byte[] value) throws RefusedRecordException {
        return new RecordDeserializer<>(FaceFrame.class, registry).read(value);
    }

    private byte[] sealed(FaceFrame frame) {
        return new RecordSerializer<>(FaceFrame.class, Topic.FACE_FRAMES, keyed).serialize(frame);
    }

    @Test
    void aSealedFrameIsReadAsItWasAndItsPictureIsNotInItsBytes() throws RefusedRecordException {
        FaceFrame frame = face().build();

        byte[] value = sealed(frame);

        assertThat(read(keyed, value)).isEqualTo(frame);
        assertThat(new String(value, UTF_8)).doesNotContain("picture");
        assertThat(frame.getImage()).isEqualTo(PICTURE);
    }

    @Test
    void whoHasNoKeysSeesThatItIsSealedAndNoPicture() throws RefusedRecordException {
        FaceFrame read = read(plain, sealed(face().build()));

        assertThat(RecordSeal.keyId(read)).contains("key-of-hall");
        assertThat(read.getEncoding()).isEqualTo(ImageEncoding.UNKNOWN);
        assertThat(read.getImage().hasRemaining()).isFalse();
        assertThat(read.getLandmarks()).isNull();
        RefusedRecordException refusal =
                catchThrowableOfType(RefusedRecordException.class, () -> RecordSeal.requireOpen(read));
        assertThat(refusal.reason()).isEqualTo(DeadLetterReason.UNKNOWN_KEY);
        assertThat(refusal).hasMessageContaining("key-of-hall").hasMessageContaining("--keys");
    }

    @Test
    void contentThatIsMovedToAnotherRecordDoesNotOpen() throws RefusedRecordException {
        FaceFrame read = read(plain, sealed(face().build()));
        FaceFrame moved = FaceFrame.newBuilder(read).setSequence(8).build();
        byte[] value = new RecordSerializer<>(FaceFrame.class, Topic.FACE_FRAMES, plain).serialize(moved);

        RefusedRecordException refusal = catchThrowableOfType(RefusedRecordException.class, () -> read(keyed, value));

        assertThat(refusal.reason()).isEqualTo(DeadLetterReason.NOT_AUTHENTIC);
    }

    @Test
    void aCopyUnderAnotherStreamMayKeepTheFirstOnesKey() throws RefusedRecordException {
        FaceFrame renamed = face().setStreamId("again-hall").build();
        FaceFrame copy = RecordSeal.sealWith(renamed, "key-of-hall", keyed.keys());

        byte[] value = new RecordSerializer<>(FaceFrame.class, Topic.FACE_FRAMES, keyed).serialize(copy);

        assertThat(RecordSeal.keyId(read(plain, value))).contains("key-of-hall");
        assertThat(read(keyed, value)).isEqualTo(renamed);
    }

    @Test
    void markersHaveNothingToSealAndKeysForReadingSealNothing() throws RefusedRecordException {
        FaceFrame marker =
                face().setImage(ByteBuffer.allocate(0)).setTrackEnded(true).build();
        assertThat(RecordSeal.isSealed(read(plain, sealed(marker)))).isFalse();

        SchemaRegistry reading = new RecordRegistry(plain, keyed.keys().forReading());
        byte[] value = new RecordSerializer<>(FaceFrame.class, Topic.FACE_FRAMES, reading).serialize(face().build());
        assertThat(RecordSeal.isSealed(read(plain, value))).isFalse();
        assertThat(read(reading, sealed(face().build()))).isEqualTo(face().build());
    }

    @Test
    void bytesThatAreNoFieldsAreRefused() throws RefusedRecordException {
        byte[] nonsense = new MaskingKeys().seal("key-of-hall", new byte[9], new byte[0]);
        FaceFrame frame = face().build();
        StreamKeys anything = new StreamKeys() {
            @Override
            public Optional<String> keyOf(String streamId) {
                return Optional.empty();
            }

            @Override
            public byte[] seal(String keyId, byte[] content, byte[] bound) {
                return content;
            }

            @Override
            public byte[] open(String keyId, byte[] sealed, byte[] bound) {
                return nonsense;
            }

            @Override
            public void close() {}
        };
        FaceFrame sealed = RecordSeal.sealWith(frame, "k", anything);

        RefusedRecordException refusal =
                catchThrowableOfType(RefusedRecordException.class, () -> RecordSeal.open(sealed, anything));

        assertThat(refusal.reason()).isEqualTo(DeadLetterReason.NOT_AVRO);
    }

    @Test
    void aCameraFrameIsSealedToo() throws RefusedRecordException {
        CameraFrame frame = CameraFrame.newBuilder()
                .setStreamId("hall")
                .setSequence(7)
                .setCapturedAt(Instant.parse("2026-01-02T03:04:05.678901Z"))
                .setEncoding(ImageEncoding.JPEG)
                .setWidth(10)
                .setHeight(12)
                .setImage(PICTURE.duplicate())
                .setSource(new FrameSourceInfo("file:hall.mp4", "session"))
                .build();

        byte[] value = new RecordSerializer<>(CameraFrame.class, Topic.CAMERA_FRAMES, keyed).serialize(frame);

        assertThat(new String(value, UTF_8)).doesNotContain("picture");
        assertThat(new RecordDeserializer<>(CameraFrame.class, keyed).read(value))
                .isEqualTo(frame);
    }
}
