package io.mien.schemas.nonsense;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.mien.schemas.avro.ImageEncoding;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/**
 * Values of fields. Most are what a good record would have, so that a record is not turned away at its first field; some
 * records have nothing but nonsense. Not safe for use by many threads.
 */
final class NonsenseValues {
    /** Of a good record's time; long past, so that it is no time ahead on any clock. */
    private static final Instant START = Instant.parse("2025-06-01T00:00:00Z");

    private static final long MILLIS_A_RECORD = 10;

    /** Of the records, which have nothing but nonsense; of the others' fields, which are nonsense. */
    private static final int WHOLLY_ONE_IN = 8;

    private static final int PARTLY_ONE_IN = 12;

    private static final long[] NUMBERS = {
        0, 1, -1, 7, Integer.MAX_VALUE, Integer.MIN_VALUE, Long.MAX_VALUE, Long.MIN_VALUE, Long.MAX_VALUE - 1
    };

    /** The ends of a long, of nanoseconds in a long, the years 1, 2300, 9999 and 0 days and some microseconds. */
    private static final long[] MICROS = {
        0,
        -1,
        1,
        Long.MAX_VALUE,
        Long.MIN_VALUE,
        Long.MAX_VALUE / 1_000,
        Long.MIN_VALUE / 1_000 - 1,
        -62_135_596_800_000_000L,
        10_413_792_000_000_000L,
        253_402_300_799_000_000L,
        1_748_736_000_000L
    };

    private static final int[] SIDES = {0, 1, -1, 16, 63, 65_535, 65_536, Integer.MAX_VALUE, Integer.MIN_VALUE};

    private static final float[] DECIMALS = {
        0,
        -0f,
        1,
        -1,
        Float.NaN,
        Float.POSITIVE_INFINITY,
        Float.NEGATIVE_INFINITY,
        Float.MAX_VALUE,
        -Float.MAX_VALUE,
        Float.MIN_VALUE,
        1e9f,
        -1e9f,
        1e30f
    };

    private static final List<String> IDENTIFIERS = List.of(
            "",
            " ",
            "\t\n",
            "a",
            "odd/\u0000id",
            "two\nlines",
            "\u202eright to left",
            "e\u0301",
            "\ud83d\ude00",
            "\ud83d",
            "../../etc/passwd",
            "<script>alert(1)</script>",
            "${jndi:ldap://a}",
            "%s%n{}",
            "__proto__",
            "x".repeat(200),
            "x".repeat(201),
            "x".repeat(257),
            "\ud83d\ude00".repeat(100),
            "x".repeat(65_000),
            "x".repeat(100_000));

    private static final List<ImageEncoding> ENCODINGS = List.of(ImageEncoding.values());

    private final Random random;
    private final List<EncodedPicture> pictures;
    private long records;
    private int oneIn = PARTLY_ONE_IN;

    NonsenseValues(long seed, List<EncodedPicture> pictures) {
        this.random = new Random(seed);
        this.pictures = new ArrayList<>(EncodedPicture.squares());
        this.pictures.addAll(pictures);
    }

    /** Begins another record; its number, from 0. */
    long nextRecord() {
        oneIn = below(WHOLLY_ONE_IN) == 0 ? 1 : PARTLY_ONE_IN;
        return records++;
    }

    int below(int bound) {
        return random.nextInt(bound);
    }

    private boolean isNonsense() {
        return below(oneIn) == 0;
    }

    String identifier(String good) {
        if (!isNonsense()) {
            return good;
        }
        return below(4) == 0 ? randomText() : IDENTIFIERS.get(below(IDENTIFIERS.size()));
    }

    /** Of any characters, halves of surrogate pairs too. */
    private String randomText() {
        char[] text = new char[below(40)];
        for (int i = 0; i < text.length; i++) {
            text[i] = (char) below(Character.MAX_VALUE + 1);
        }
        return new String(text);
    }

    long number(long good) {
        if (!isNonsense()) {
            return good;
        }
        return below(4) == 0 ? random.nextLong() : NUMBERS[below(NUMBERS.length)];
    }

    Instant time(long number) {
        if (!isNonsense()) {
            return START.plusMillis(MILLIS_A_RECORD * number);
        }
        long micros = below(4) == 0 ? random.nextLong() : MICROS[below(MICROS.length)];
        return Instant.EPOCH.plus(micros, ChronoUnit.MICROS);
    }

    int side(int good) {
        if (!isNonsense()) {
            return good;
        }
        return below(4) == 0 ? random.nextInt() : SIDES[below(SIDES.length)];
    }

    float decimal(float good) {
        if (!isNonsense()) {
            return good;
        }
        return below(4) == 0 ? Float.intBitsToFloat(random.nextInt()) : DECIMALS[below(DECIMALS.length)];
    }

    ImageEncoding encoding(ImageEncoding good) {
        return isNonsense() ? ENCODINGS.get(below(ENCODINGS.size())) : good;
    }

    /** One that is whole. */
    EncodedPicture picture() {
        return pictures.get(below(pictures.size()));
    }

    ByteBuffer image(EncodedPicture picture) {
        return ByteBuffer.wrap(isNonsense() ? broken(picture.bytes()) : picture.bytes());
    }

    /** Of a record that should have none. */
    ByteBuffer imageOfEnd(EncodedPicture picture) {
        return isNonsense() ? ByteBuffer.wrap(picture.bytes()) : ByteBuffer.allocate(0);
    }

    private byte[] broken(byte[] bytes) {
        return switch (below(5)) {
            case 0 -> new byte[0];
            case 1 -> noise(new byte[below(300)]);
            case 2 -> Arrays.copyOf(bytes, below(bytes.length + 1));
            case 3 -> Arrays.copyOf(bytes, bytes.length + 1 + below(300));
            default -> spotted(bytes.clone());
        };
    }

    private byte[] noise(byte[] bytes) {
        random.nextBytes(bytes);
        return bytes;
    }

    /** With some bytes of other values: sizes and checksums that lie, lengths that lead past the end. */
    private byte[] spotted(byte[] bytes) {
        for (int i = 0; i < 3 && bytes.length > 0; i++) {
            bytes[below(bytes.length)] = (byte) below(256);
        }
        return bytes;
    }

    byte @Nullable [] key(String streamId) {
        if (!isNonsense()) {
            return streamId.getBytes(UTF_8);
        }
        return switch (below(5)) {
            case 0 -> null;
            case 1 -> new byte[0];
            case 2 -> "another".getBytes(UTF_8);
            case 3 -> noise(new byte[below(50)]);
            default -> new byte[100_000];
        };
    }
}
