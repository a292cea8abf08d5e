package io.mien.making.checkpoint;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;

/**
 * A range of a plain file, little-endian.
 *
 * <p>Read with positional reads, not mapped: a mapped file that is cut short by another process kills the JVM.
 *
 * @param channel the file
 * @param offset of the first byte in it
 * @param bytes how many
 */
record FileStorage(FileChannel channel, long offset, long bytes) implements Storage {

    @Override
    public ByteBuffer read(long from, int length) throws IOException {
        ByteBuffer buffer = ByteBuffer.allocate(length).order(ByteOrder.LITTLE_ENDIAN);
        while (buffer.hasRemaining()) {
            if (channel.read(buffer, offset + from + buffer.position()) < 0) {
                throw new EOFException("the file ends at byte " + channel.size() + " (expected: at least "
                        + (offset + from + length) + " bytes)");
            }
        }
        return buffer.flip();
    }
}
