package io.mien.making.checkpoint;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/**
 * An uncompressed entry of a zip; skipping within it costs nothing.
 *
 * @param zip the archive
 * @param entry of it, stored
 * @param order of its numbers' bytes
 */
record ZipStorage(ZipFile zip, ZipEntry entry, ByteOrder order) implements Storage {

    @Override
    public long bytes() {
        return entry.getSize();
    }

    @Override
    public ByteBuffer read(long from, int length) throws IOException {
        try (InputStream in = zip.getInputStream(entry)) {
            in.skipNBytes(from);
            byte[] read = in.readNBytes(length);
            if (read.length < length) {
                throw new EOFException(
                        entry.getName() + " ends after " + (from + read.length) + " bytes (expected: " + bytes() + ")");
            }
            return ByteBuffer.wrap(read).order(order);
        }
    }
}
