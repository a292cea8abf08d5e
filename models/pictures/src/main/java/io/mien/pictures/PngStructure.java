package io.mien.pictures;

import io.mien.pictures.UnreadableImageException.Reason;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.zip.CRC32;

/**
 * Reads the chunks of a PNG stream (W3C PNG, section 5) without decoding it.
 *
 * @param width pixels
 * @param height pixels
 */
record PngStructure(int width, int height) {
    private static final long SIGNATURE = 0x89504e470d0a1a0aL;
    private static final int SIGNATURE_BYTES = 8;
    private static final int HEADER = 0x49484452; // IHDR
    private static final int HEADER_BYTES = 13;
    private static final int END = 0x49454e44; // IEND
    private static final int EXIF = 0x65584966; // eXIf
    /** Length, type and check sum. */
    private static final int AROUND_DATA = 12;

    static boolean startsLikeOne(ByteBuffer encoded) {
        return encoded.remaining() >= SIGNATURE_BYTES && bigEndian(encoded).getLong(encoded.position()) == SIGNATURE;
    }

    /** Reads the header chunk. */
    static PngStructure read(ByteBuffer encoded) throws UnreadableImageException {
        ByteBuffer data = bigEndian(encoded);
        int chunk = data.position() + SIGNATURE_BYTES;
        if (data.limit() - chunk < AROUND_DATA + HEADER_BYTES
                || data.getInt(chunk) != HEADER_BYTES
                || data.getInt(chunk + 4) != HEADER) {
            throw broken("no header chunk");
        }
        int width = data.getInt(chunk + 8);
        int height = data.getInt(chunk + 12);
        if (width < 1 || height < 1) {
            throw broken("a header of " + Integer.toUnsignedString(width) + " x " + Integer.toUnsignedString(height)
                    + " pixels");
        }
        return new PngStructure(width, height);
    }

    /** What its EXIF chunk says, wherever it lies; to be asked of a complete one. */
    static Orientation orientation(ByteBuffer encoded) {
        ByteBuffer data = bigEndian(encoded);
        int chunk = data.position() + SIGNATURE_BYTES;
        while (data.limit() - chunk >= AROUND_DATA) {
            int length = data.getInt(chunk);
            if (length < 0 || length > data.limit() - chunk - AROUND_DATA) {
                break;
            }
            if (data.getInt(chunk + 4) == EXIF) {
                return ExifOrientation.of(data.slice(chunk + 8, length)).orElse(Orientation.UPRIGHT);
            }
            chunk += AROUND_DATA + length;
        }
        return Orientation.UPRIGHT;
    }

    /**
     * Walks to the end chunk and checks every sum.
     *
     * @throws UnreadableImageException if a chunk is damaged or the end is missing
     */
    static void requireComplete(ByteBuffer encoded) throws UnreadableImageException {
        ByteBuffer data = bigEndian(encoded);
        int chunk = data.position() + SIGNATURE_BYTES;
        while (data.limit() - chunk >= AROUND_DATA) {
            int length = data.getInt(chunk);
            if (length < 0 || length > data.limit() - chunk - AROUND_DATA) {
                break;
            }
            CRC32 sum = new CRC32();
            sum.update(data.slice(chunk + 4, length + 4));
            if ((int) sum.getValue() != data.getInt(chunk + 8 + length)) {
                throw broken("a damaged chunk at byte " + (chunk - data.position()));
            }
            if (data.getInt(chunk + 4) == END) {
                return;
            }
            chunk += AROUND_DATA + length;
        }
        throw broken("truncated: no end chunk in " + encoded.remaining() + " bytes");
    }

    private static ByteBuffer bigEndian(ByteBuffer encoded) {
        return encoded.duplicate().order(ByteOrder.BIG_ENDIAN);
    }

    private static UnreadableImageException broken(String what) {
        return new UnreadableImageException(Reason.NOT_AN_IMAGE, "PNG: " + what);
    }
}
