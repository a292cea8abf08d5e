package io.mien.making.checkpoint;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * The directory at the end of a zip, for what Java's own reader passes over and PyTorch's (miniz) refuses: entries that are
 * encrypted, patches or masked, and archives of several disks. {@code torch.save} writes none of them, so such a field is a
 * damaged one. By PKWARE's APPNOTE 6.3.10, sections 4.3.12 to 4.3.16 and 4.4.4.
 */
final class ZipDirectory {
    private static final int END = 0x06054b50;
    private static final int END_BYTES = 22;
    private static final int LONGEST_COMMENT = 0xffff;
    private static final int LOCATOR = 0x07064b50;
    private static final int LOCATOR_BYTES = 20;
    private static final int WIDE_END = 0x06064b50;
    private static final int WIDE_END_BYTES = 56;
    private static final int ENTRY = 0x02014b50;
    private static final int ENTRY_BYTES = 46;

    /** Encrypted, a patch, strongly encrypted, with masked headers. */
    private static final int UNREADABLE = 1 | 1 << 5 | 1 << 6 | 1 << 13;

    private final FileChannel channel;

    private ZipDirectory(FileChannel channel) {
        this.channel = channel;
    }

    /**
     * Looks through the directory.
     *
     * @throws RefusedException if an entry is not plain, there are several disks, or the directory is not where it is said
     */
    static void requirePlain(Path file) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            new ZipDirectory(channel).requirePlain();
        }
    }

    private void requirePlain() throws IOException {
        long position = end();
        ByteBuffer end = read(position, END_BYTES);
        requireOneDisk(end.getShort(4), end.getShort(6));
        long entries = end.getShort(10) & 0xffff;
        long start = end.getInt(16) & 0xffff_ffffL;
        // As miniz has it, the wide record counts wherever there is one.
        if (position >= LOCATOR_BYTES
                && read(position - LOCATOR_BYTES, LOCATOR_BYTES).getInt(0) == LOCATOR) {
            ByteBuffer wide = read(read(position - LOCATOR_BYTES, LOCATOR_BYTES).getLong(8), WIDE_END_BYTES);
            require(wide.getInt(0) == WIDE_END);
            requireOneDisk(wide.getInt(16), wide.getInt(20));
            entries = wide.getLong(32);
            start = wide.getLong(48);
        }
        requirePlain(start, entries);
    }

    private void requirePlain(long start, long entries) throws IOException {
        long position = start;
        for (long n = 0; n < entries; n++) {
            ByteBuffer entry = read(position, ENTRY_BYTES);
            require(entry.getInt(0) == ENTRY);
            int flags = entry.getShort(8);
            if ((flags & UNREADABLE) != 0) {
                throw new RefusedException(String.format(
                        "zip whose entry %d has the flags %#06x (expected: none of encryption or patches; is the file damaged?)",
                        n, flags & 0xffff));
            }
            requireOneDisk(entry.getShort(34), 0);
            position += ENTRY_BYTES
                    + (entry.getShort(28) & 0xffff)
                    + (entry.getShort(30) & 0xffff)
                    + (entry.getShort(32) & 0xffff);
        }
    }

    private long end() throws IOException {
        long size = channel.size();
        long least = Math.max(0, size - END_BYTES - LONGEST_COMMENT);
        ByteBuffer tail = read(least, Math.toIntExact(size - least));
        for (int position = tail.limit() - END_BYTES; position >= 0; position--) {
            if (tail.getInt(position) == END) {
                return least + position;
            }
        }
        throw new RefusedException("truncated or broken zip: no end of its directory");
    }

    private ByteBuffer read(long position, int bytes) throws IOException {
        require(position >= 0);
        ByteBuffer buffer = ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
        while (buffer.hasRemaining()) {
            require(channel.read(buffer, position + buffer.position()) > 0);
        }
        return buffer.flip();
    }

    private static void requireOneDisk(int disk, int directory) {
        if (disk != 0 || directory != 0) {
            throw new RefusedException("zip of several disks (expected: one; is the file damaged?)");
        }
    }

    private static void require(boolean condition) {
        if (!condition) {
            throw new RefusedException("truncated or broken zip: its directory is not where its end says");
        }
    }
}
