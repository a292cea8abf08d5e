package io.mien.ingest.topology;

import io.mien.schemas.avro.CameraFrame;
import io.mien.schemas.avro.FrameSourceInfo;
import io.mien.schemas.avro.ImageEncoding;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/** Camera frames that fit their schema and make no sense, the same ones for a seed. */
final class NonsenseFrames {
    private static final long[] NUMBERS = {
        0, 1, -1, 7, Integer.MAX_VALUE, Integer.MIN_VALUE, Long.MAX_VALUE, Long.MIN_VALUE, Long.MAX_VALUE - 1
    };
    private static final long[] MICROS = {
        0, -1, 1, Long.MAX_VALUE, Long.MIN_VALUE, 10_413_792_000_000_000L, 253_402_300_799_000_000L, 1_767_225_600_000L
    };
    private static final int[] SIDES = {0, 1, -1, 16, 64, 65_535, Integer.MAX_VALUE, Integer.MIN_VALUE};
    private static final String[] NAMES = {
        "", " ", "a", "odd/\u0000id", "\ud83d\ude00", "\n", "x".repeat(200), "x".repeat(100_000), "__proto__"
    };

    private static final List<ImageEncoding> ENCODINGS = List.of(ImageEncoding.values());

    private final Random random;

    NonsenseFrames(long seed) {
        this.random = new Random(seed);
    }

    CameraFrame next() {
        byte[] image = new byte[random.nextInt(4) == 0 ? 0 : random.nextInt(300)];
        random.nextBytes(image);
        if (random.nextBoolean()) {
            CameraFrame square = TestFrames.square("template", "template", random.nextInt(50));
            image = square.getImage().array();
        }
        return CameraFrame.newBuilder()
                .setStreamId(NAMES[random.nextInt(NAMES.length)])
                .setSequence(NUMBERS[random.nextInt(NUMBERS.length)])
                .setCapturedAt(Instant.EPOCH.plus(MICROS[random.nextInt(MICROS.length)], ChronoUnit.MICROS))
                .setEncoding(ENCODINGS.get(random.nextInt(ENCODINGS.size())))
                .setWidth(side())
                .setHeight(side())
                .setImage(ByteBuffer.wrap(image))
                .setStreamEnded(random.nextInt(10) == 0)
                .setSource(
                        new FrameSourceInfo(NAMES[random.nextInt(NAMES.length)], NAMES[random.nextInt(NAMES.length)]))
                .build();
    }

    /** The right one, mostly. */
    byte @Nullable [] key(CameraFrame frame) {
        return switch (random.nextInt(8)) {
            case 0 -> null;
            case 1 -> new byte[0];
            case 2 -> "another".getBytes(StandardCharsets.UTF_8);
            default -> frame.getStreamId().getBytes(StandardCharsets.UTF_8);
        };
    }

    private int side() {
        return random.nextInt(3) == 0 ? SIDES[random.nextInt(SIDES.length)] : 64;
    }
}
