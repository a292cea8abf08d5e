package io.mien.pictures;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Optional;

/** The tag Orientation in a block of EXIF data, which is a small TIFF file (TIFF 6.0, section 2). */
final class ExifOrientation {
    private static final int TAG = 0x0112;
    private static final int SHORT = 3;
    private static final int ENTRY_BYTES = 12;
    private static final int HEADER_BYTES = 8;
    private static final int MAGIC = 42;

    private ExifOrientation() {}

    /** @return empty where the block is damaged or says nothing */
    static Optional<Orientation> of(ByteBuffer block) {
        ByteBuffer tiff = block.slice();
        if (tiff.remaining() < HEADER_BYTES) {
            return Optional.empty();
        }
        int mark = tiff.getShort(0);
        if (mark != 0x4949 && mark != 0x4d4d) { // II, MM
            return Optional.empty();
        }
        tiff.order(mark == 0x4949 ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN);
        int directory = tiff.getInt(4);
        if (tiff.getShort(2) != MAGIC || directory < HEADER_BYTES || directory > tiff.limit() - Short.BYTES) {
            return Optional.empty();
        }
        int entries = tiff.getShort(directory) & 0xffff;
        for (int i = 0; i < entries; i++) {
            int entry = directory + Short.BYTES + i * ENTRY_BYTES;
            if (entry > tiff.limit() - ENTRY_BYTES) {
                break;
            }
            if ((tiff.getShort(entry) & 0xffff) == TAG && tiff.getShort(entry + 2) == SHORT) {
                return Optional.of(Orientation.ofExif(tiff.getShort(entry + 8) & 0xffff));
            }
        }
        return Optional.empty();
    }
}
