package io.mien.faces.clips;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Writes a clip store, from its beginning or from where an earlier writer was stopped. Clips are appended in their order;
 * each is on the file whole or, after a crash, not counted. Used by one thread at a time.
 */
public final class ClipStoreWriter implements Closeable {
    private final ClipStoreFormat format;
    private final FileChannel channel;
    private final FileLock lock;
    private final ByteBuffer record;
    private int next;

    private ClipStoreWriter(ClipStoreFormat format, FileChannel channel, FileLock lock) {
        this.format = format;
        this.channel = channel;
        this.lock = lock;
        this.record = ByteBuffer.allocateDirect(format.recordBytes());
    }

    /**
     * Opens a store, new or begun.
     *
     * @throws IOException if it cannot be written, another process writes it, or it was begun for another plan
     */
    public static ClipStoreWriter open(SplitPlan plan, Path file) throws IOException {
        ClipStoreFormat format = new ClipStoreFormat(plan);
        FileChannel channel =
                FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
        try {
            ClipStoreWriter writer = new ClipStoreWriter(format, channel, lock(channel, file));
            writer.begin(file);
            return writer;
        } catch (IOException | RuntimeException e) {
            channel.close();
            throw e;
        }
    }

    private static FileLock lock(FileChannel channel, Path file) throws IOException {
        @Nullable FileLock lock;
        try {
            lock = channel.tryLock();
        } catch (OverlappingFileLockException e) {
            lock = null;
        }
        if (lock == null) {
            throw new IOException("clip store " + file + ": being written by another process (let it finish)");
        }
        return lock;
    }

    private void begin(Path file) throws IOException {
        byte[] header = format.header();
        if (channel.size() < header.length) {
            channel.truncate(0);
            writeWhole(ByteBuffer.wrap(header), 0);
        } else {
            ByteBuffer found = ByteBuffer.allocate(header.length);
            while (found.hasRemaining() && channel.read(found, found.position()) >= 0) {
                // the header is read whole
            }
            if (!Arrays.equals(found.array(), header)) {
                throw new IOException("clip store " + file
                        + ": begun with another plan, seed or version (expected: the same; delete it to begin again)");
            }
        }
        next = (int) ((channel.size() - header.length) / format.recordBytes());
        channel.truncate(position());
    }

    private long position() {
        return format.header().length + (long) next * format.recordBytes();
    }

    /** How many clips are there, which is the number of the clip to append next. */
    public int size() {
        return next;
    }

    /** Appends a clip. */
    public void append(RenderedClip clip) throws IOException {
        if (clip.number() != next) {
            throw new IllegalArgumentException("clip: " + clip.number() + " (expected: " + next + ", the next)");
        }
        format.write(clip, record);
        writeWhole(record, position());
        next++;
    }

    private void writeWhole(ByteBuffer bytes, long position) throws IOException {
        long at = position;
        while (bytes.hasRemaining()) {
            at += channel.write(bytes, at);
        }
    }

    @Override
    public void close() throws IOException {
        lock.release();
        channel.close();
    }
}
