package io.mien.ingest.topology;

import static io.mien.ingest.topology.DrivenTopology.SESSION;
import static io.mien.ingest.topology.DrivenTopology.STREAM;

import io.mien.schemas.DeadLetterReason;
import io.mien.schemas.avro.CameraFrame;
import io.mien.schemas.avro.ImageEncoding;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A record that must be set aside.
 *
 * @param name of this kind
 * @param reason that must be given for it
 * @param key of the record
 * @param value of the record
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record BadCameraFrame(String name, DeadLetterReason reason, byte @Nullable [] key, byte @Nullable [] value) {
    private static final byte[] KEY = text(STREAM);

    /** One of each kind. */
    static List<BadCameraFrame> all(Function<CameraFrame, byte[]> serializer) {
        CameraFrame good = TestFrames.square(STREAM, SESSION, 100);
        byte[] value = serializer.apply(good);
        byte[] unknownSchema = value.clone();
        unknownSchema[1] = 99;
        byte[] jpeg = new byte[good.getImage().remaining()];
        good.getImage().duplicate().get(jpeg);
        List<BadCameraFrame> bad = new ArrayList<>();
        bad.add(new BadCameraFrame("no value", DeadLetterReason.NOT_AVRO, KEY, null));
        bad.add(new BadCameraFrame("text", DeadLetterReason.NOT_AVRO, KEY, text("hello")));
        bad.add(new BadCameraFrame("schema", DeadLetterReason.UNKNOWN_SCHEMA, KEY, unknownSchema));
        bad.add(new BadCameraFrame("cut", DeadLetterReason.NOT_AVRO, KEY, Arrays.copyOf(value, value.length / 2)));
        bad.add(new BadCameraFrame("no key", DeadLetterReason.INVALID_RECORD, null, value));
        bad.add(new BadCameraFrame("another key", DeadLetterReason.INVALID_RECORD, text("other"), value));
        String forged = STREAM + "\nINFO all is well";
        bad.add(new BadCameraFrame(
                "a line break in the name",
                DeadLetterReason.INVALID_RECORD,
                text(forged),
                serializer.apply(
                        CameraFrame.newBuilder(good).setStreamId(forged).build())));
        bad.add(bad(
                serializer,
                "sequence",
                DeadLetterReason.INVALID_RECORD,
                CameraFrame.newBuilder(good).setSequence(-1)));
        bad.add(bad(
                serializer,
                "width",
                DeadLetterReason.INVALID_RECORD,
                CameraFrame.newBuilder(good).setWidth(0)));
        bad.add(bad(
                serializer,
                "encoding",
                DeadLetterReason.INVALID_RECORD,
                CameraFrame.newBuilder(good).setEncoding(ImageEncoding.PNG)));
        bad.add(bad(
                serializer,
                "size",
                DeadLetterReason.IMAGE_SIZE_MISMATCH,
                CameraFrame.newBuilder(good).setWidth(321)));
        bad.add(bad(
                serializer,
                "plain pixels",
                DeadLetterReason.IMAGE_SIZE_MISMATCH,
                CameraFrame.newBuilder(good).setEncoding(ImageEncoding.RGB24)));
        bad.add(bad(
                serializer,
                "huge plain pixels",
                DeadLetterReason.IMAGE_TOO_LARGE,
                CameraFrame.newBuilder(good)
                        .setEncoding(ImageEncoding.RGB24)
                        .setWidth(10_000)
                        .setHeight(10_000)));
        bad.add(bad(
                serializer,
                "empty",
                DeadLetterReason.NOT_AN_IMAGE,
                CameraFrame.newBuilder(good).setImage(ByteBuffer.allocate(0))));
        bad.add(bad(
                serializer,
                "half a picture",
                DeadLetterReason.NOT_AN_IMAGE,
                CameraFrame.newBuilder(good).setImage(ByteBuffer.wrap(jpeg, 0, 100))));
        bad.add(bad(
                serializer,
                "a hundred megapixels",
                DeadLetterReason.IMAGE_TOO_LARGE,
                CameraFrame.newBuilder(good)
                        .setWidth(10_000)
                        .setHeight(10_000)
                        .setImage(ByteBuffer.wrap(withSize(jpeg, 10_000, 10_000)))));
        bad.add(bad(
                serializer,
                "a header that lies",
                DeadLetterReason.IMAGE_SIZE_MISMATCH,
                CameraFrame.newBuilder(good).setImage(ByteBuffer.wrap(withSize(jpeg, 400, 300)))));
        return bad;
    }

    private static BadCameraFrame bad(
            Function<CameraFrame, byte[]> serializer, String name, DeadLetterReason reason, CameraFrame.Builder frame) {
        return new BadCameraFrame(name, reason, KEY, serializer.apply(frame.build()));
    }

    private static byte[] text(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    /** The same JPEG with another size in its header (start of frame: marker, length, precision, height, width). */
    private static byte[] withSize(byte[] jpeg, int width, int height) {
        byte[] changed = jpeg.clone();
        for (int index = 0; index < changed.length - 9; index++) {
            if ((changed[index] & 0xff) == 0xff && (changed[index + 1] & 0xff) == 0xc0) {
                ByteBuffer.wrap(changed).putShort(index + 5, (short) height).putShort(index + 7, (short) width);
                return changed;
            }
        }
        throw new IllegalStateException("no start of frame");
    }
}
