package io.mien.schemas.nonsense;

import io.mien.schemas.DeadLetterReason;
import io.mien.schemas.Topic;
import io.mien.schemas.avro.CameraFrame;
import io.mien.schemas.avro.ExpressionReading;
import io.mien.schemas.avro.FaceFrame;
import io.mien.schemas.avro.FrameSourceInfo;
import io.mien.schemas.avro.ImageEncoding;
import io.mien.schemas.registry.SchemaRegistry;
import io.mien.schemas.wire.RecordSerializer;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.zip.CRC32;
import javax.imageio.ImageIO;

/**
 * A record's value that must be set aside.
 *
 * @param name of this kind
 * @param reason that must be given for it
 * @param value its bytes
 */
@SuppressWarnings("ArrayRecordComponent") // made, sent and dropped; never compared or hashed
public record Poison(String name, DeadLetterReason reason, byte[] value) {
    private static final String STREAM = "poison-";
    private static final int SIDE = 64;
    private static final int HUGE = 10_000;

    @SuppressWarnings("ArrayRecordComponent") // as above
    private record Picture(String name, DeadLetterReason reason, ImageEncoding encoding, int side, byte[] bytes) {}

    /** One of each kind for a topic of frames. */
    public static List<Poison> forTopic(Topic topic, SchemaRegistry registry) {
        List<Poison> poisons = new ArrayList<>();
        poisons.add(new Poison(
                "garbage", DeadLetterReason.NOT_AVRO, "these bytes are no record".getBytes(StandardCharsets.UTF_8)));
        poisons.add(new Poison("nothing", DeadLetterReason.NOT_AVRO, new byte[0]));
        poisons.add(new Poison(
                "unknown-schema", DeadLetterReason.UNKNOWN_SCHEMA, withSchemaId(987_654, new byte[] {1, 2, 3})));
        int foreign = registry.register(Topic.EXPRESSIONS.subject(), ExpressionReading.getClassSchema());
        poisons.add(new Poison(
                "foreign-schema", DeadLetterReason.INCOMPATIBLE_SCHEMA, withSchemaId(foreign, new byte[] {1, 2, 3})));
        byte[] whole = record(topic, registry, "truncated", png(SIDE), ImageEncoding.PNG, SIDE, Duration.ZERO);
        poisons.add(new Poison("truncated", DeadLetterReason.NOT_AVRO, Arrays.copyOf(whole, 40)));
        if (topic == Topic.FACE_FRAMES) {
            poisons.add(new Poison(
                    "future",
                    DeadLetterReason.CAPTURED_IN_FUTURE,
                    record(topic, registry, "future", png(SIDE), ImageEncoding.PNG, SIDE, Duration.ofDays(2))));
        }
        for (Picture picture : pictures()) {
            poisons.add(new Poison(
                    picture.name(),
                    picture.reason(),
                    record(
                            topic,
                            registry,
                            picture.name(),
                            picture.bytes(),
                            picture.encoding(),
                            picture.side(),
                            Duration.ZERO)));
        }
        return poisons;
    }

    /** The record's key: the stream that it says it is of. */
    public byte[] key() {
        return (STREAM + name).getBytes(StandardCharsets.UTF_8);
    }

    private static List<Picture> pictures() {
        byte[] text = "this is no picture".getBytes(StandardCharsets.UTF_8);
        return List.of(
                new Picture("text-as-jpeg", DeadLetterReason.NOT_AN_IMAGE, ImageEncoding.JPEG, SIDE, text),
                new Picture("text-as-png", DeadLetterReason.NOT_AN_IMAGE, ImageEncoding.PNG, SIDE, text),
                new Picture("huge-jpeg", DeadLetterReason.IMAGE_TOO_LARGE, ImageEncoding.JPEG, HUGE, hugeJpeg()),
                new Picture("huge-png", DeadLetterReason.IMAGE_TOO_LARGE, ImageEncoding.PNG, HUGE, hugePng()),
                new Picture("wrong-size", DeadLetterReason.IMAGE_SIZE_MISMATCH, ImageEncoding.PNG, SIDE / 2, png(SIDE)),
                new Picture(
                        "short-rgb",
                        DeadLetterReason.IMAGE_SIZE_MISMATCH,
                        ImageEncoding.RGB24,
                        SIDE,
                        new byte[SIDE * SIDE]));
    }

    private static byte[] withSchemaId(int id, byte[] body) {
        return ByteBuffer.allocate(1 + Integer.BYTES + body.length)
                .put((byte) 0)
                .putInt(id)
                .put(body)
                .array();
    }

    private static byte[] record(
            Topic topic,
            SchemaRegistry registry,
            String name,
            byte[] image,
            ImageEncoding encoding,
            int side,
            Duration ahead) {
        Instant capturedAt = Instant.now().plus(ahead).truncatedTo(ChronoUnit.MICROS);
        if (topic == Topic.CAMERA_FRAMES) {
            return new RecordSerializer<>(CameraFrame.class, topic, registry)
                    .serialize(CameraFrame.newBuilder()
                            .setStreamId(STREAM + name)
                            .setSequence(0)
                            .setCapturedAt(capturedAt)
                            .setWidth(side)
                            .setHeight(side)
                            .setEncoding(encoding)
                            .setImage(ByteBuffer.wrap(image))
                            .setSource(new FrameSourceInfo("test:poison", "session"))
                            .build());
        }
        return new RecordSerializer<>(FaceFrame.class, topic, registry)
                .serialize(FaceFrame.newBuilder()
                        .setStreamId(STREAM + name)
                        .setSubjectId("s1")
                        .setSequence(0)
                        .setCapturedAt(capturedAt)
                        .setWidth(side)
                        .setHeight(side)
                        .setEncoding(encoding)
                        .setImage(ByteBuffer.wrap(image))
                        .build());
    }

    private static byte[] png(int side) {
        try (ByteArrayOutputStream bytes = new ByteArrayOutputStream()) {
            ImageIO.write(new BufferedImage(side, side, BufferedImage.TYPE_INT_RGB), "png", bytes);
            return bytes.toByteArray();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Start of image, and a frame header that promises 100 megapixels. */
    private static byte[] hugeJpeg() {
        return ByteBuffer.allocate(64)
                .putShort((short) 0xFFD8)
                .putShort((short) 0xFFC0)
                .putShort((short) 17)
                .put((byte) 8)
                .putShort((short) HUGE)
                .putShort((short) HUGE)
                .put((byte) 3)
                .put(new byte[] {1, 0x22, 0, 2, 0x11, 1, 3, 0x11, 1})
                .array();
    }

    /** The signature, and an image header that promises 100 megapixels. */
    private static byte[] hugePng() {
        byte[] header = ByteBuffer.allocate(17)
                .put("IHDR".getBytes(StandardCharsets.US_ASCII))
                .putInt(HUGE)
                .putInt(HUGE)
                .put(new byte[] {8, 2, 0, 0, 0})
                .array();
        CRC32 checksum = new CRC32();
        checksum.update(header);
        return ByteBuffer.allocate(64)
                .put(new byte[] {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1A, '\n'})
                .putInt(13)
                .put(header)
                .putInt((int) checksum.getValue())
                .array();
    }
}
