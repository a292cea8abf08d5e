package io.mien.making.checkpoint;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;

/**
 * Reads and counts the bytes of a pickle. Lengths in them are held against a bound before anything is allocated.
 *
 * <p>Tensors lie outside the pickle, so even a model of thousands of tensors has one of less than a megabyte.
 */
final class PickleInput {
    /** Far more than any checkpoint needs. */
    static final int MOST_BYTES = 16 << 20;

    private final InputStream in;
    private final String name;
    private final long start;
    private long read;

    /**
     * Reads on from where a stream is.
     *
     * @param name of what is read, for messages: {@code data.pkl}
     * @param start the stream's position in the file or entry, which messages count from
     */
    PickleInput(InputStream in, String name, long start) {
        this.in = in;
        this.name = name;
        this.start = start;
    }

    /** Where the next byte is. */
    long position() {
        return start + read;
    }

    /** A refusal that says where. */
    RefusedException refused(String why) {
        return new RefusedException(name + ", byte " + position() + ": " + why);
    }

    int unsignedByte() {
        return bytes(1)[0] & 0xff;
    }

    int unsignedShort() {
        return littleEndian(2).getShort() & 0xffff;
    }

    int signedInt() {
        return littleEndian(4).getInt();
    }

    long unsignedInt() {
        return Integer.toUnsignedLong(signedInt());
    }

    long signedLong() {
        return littleEndian(8).getLong();
    }

    /** Pickles have these alone the other way round. */
    double bigEndianDouble() {
        return ByteBuffer.wrap(bytes(8)).getDouble();
    }

    String text(long length, Charset charset) {
        try {
            return charset.newDecoder().decode(ByteBuffer.wrap(bytes(length))).toString();
        } catch (CharacterCodingException e) {
            throw new RefusedException(name + ", byte " + position() + ": text that is no " + charset, e);
        }
    }

    /** Up to a line feed, which is not part of it. */
    String line() {
        StringBuilder line = new StringBuilder();
        for (int next = unsignedByte(); next != '\n'; next = unsignedByte()) {
            line.append((char) next);
        }
        return new String(line.toString().getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8);
    }

    byte[] bytes(long length) {
        if (length < 0 || length > MOST_BYTES - read) {
            throw refused("asks for " + length + " bytes (expected: a pickle of at most " + MOST_BYTES + ")");
        }
        try {
            byte[] bytes = in.readNBytes((int) length);
            read += bytes.length;
            if (bytes.length < length) {
                throw refused("truncated: asks for " + (length - bytes.length) + " bytes more than there are");
            }
            return bytes;
        } catch (IOException e) {
            throw new RefusedException(name + ", byte " + position() + ": cannot be read: " + e.getMessage(), e);
        }
    }

    void skip(long length) {
        bytes(length);
    }

    private ByteBuffer littleEndian(int length) {
        return ByteBuffer.wrap(bytes(length)).order(ByteOrder.LITTLE_ENDIAN);
    }
}
