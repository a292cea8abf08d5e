package io.mien.recording;

import io.mien.recording.Damage.Kind;
import io.mien.recording.RecordingManifest.Segment;
import java.io.BufferedInputStream;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.Consumer;
import org.apache.avro.AvroRuntimeException;
import org.apache.avro.file.DataFileReader;
import org.apache.avro.file.DataFileStream;
import org.apache.avro.file.SeekableByteArrayInput;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.GenericRecord;
import org.jspecify.annotations.Nullable;

/**
 * Reads one segment block by block, holding one in memory, and tells what is not as it was written. A block that cannot be
 * read costs its own records only: the list of blocks says where the next one begins. Where the list ends before the file
 * does, as after a kill, or does not fit it, the file's own lengths are followed.
 */
final class SegmentReader implements AutoCloseable {
    /** A block is ended when it is larger than the largest record; a length above this is none. */
    private static final int LARGEST_BLOCK = 64 << 20;

    private static final int SYNC_BYTES = 16;

    private final Segment segment;
    private final Consumer<Damage> damages;
    private final InputStream data;
    private final long size;
    private final @Nullable BufferedReader list;
    private final DataFileStream.Header header;
    private final Deque<RecordedRecord> ready = new ArrayDeque<>();
    private long position;
    private boolean ended;

    private SegmentReader(
            Segment segment,
            Consumer<Damage> damages,
            InputStream data,
            long size,
            @Nullable BufferedReader list,
            DataFileStream.Header header,
            long firstBlock) {
        this.segment = segment;
        this.damages = damages;
        this.data = data;
        this.size = size;
        this.list = list;
        this.header = header;
        this.position = firstBlock;
    }

    /**
     * Opens a segment.
     *
     * @param damages is told of each
     * @return null if not even its first bytes can be read; that is told
     */
    static @Nullable SegmentReader open(Path folder, Segment segment, Consumer<Damage> damages) throws IOException {
        Path file = folder.resolve(segment.file());
        Path blocks = folder.resolve(segment.blocks());
        if (!Files.isRegularFile(file)) {
            damages.accept(Damage.ofFile(
                    Kind.FILE_MISSING, segment.file(), segment.sha256(), "", segment.file() + ": not there"));
            return null;
        }
        long size = Files.size(file);
        boolean listed = !segment.sha256().isEmpty();
        // What was written anew has other blocks than the list says.
        boolean follow = Files.isRegularFile(blocks) && (!listed || size == segment.bytes());
        try (DataFileReader<GenericRecord> whole = new DataFileReader<>(file.toFile(), new GenericDatumReader<>())) {
            long firstBlock = whole.previousSync();
            InputStream data = new BufferedInputStream(Files.newInputStream(file), 1 << 16);
            data.skipNBytes(firstBlock);
            return new SegmentReader(
                    segment,
                    damages,
                    data,
                    size,
                    follow ? Files.newBufferedReader(blocks, StandardCharsets.ISO_8859_1) : null,
                    whole.getHeader(),
                    firstBlock);
        } catch (IOException | AvroRuntimeException e) {
            damages.accept(
                    listed
                            ? Damage.ofFile(
                                    Kind.FILE_CHANGED,
                                    segment.file(),
                                    segment.sha256(),
                                    "",
                                    segment.file() + ": cannot be read from its first bytes on: " + e.getMessage())
                            : Damage.ofFile(
                                    Kind.CUT_OFF, segment.file(), "", "", segment.file() + ": cut off before a block"));
            return null;
        }
    }

    /** The next record; null at the end. */
    @Nullable
    RecordedRecord next() throws IOException {
        while (ready.isEmpty() && !ended) {
            BlockEntry entry = nextEntry();
            if (entry != null) {
                readListed(entry);
            } else {
                readUnlisted();
            }
        }
        return ready.poll();
    }

    private @Nullable BlockEntry nextEntry() throws IOException {
        String line = list == null ? null : list.readLine();
        BlockEntry entry = line == null ? null : BlockEntry.parse(line);
        // A list that was changed is told by its digest; here it is only not followed.
        return entry != null
                        && entry.start() == position
                        && entry.end() > position
                        && entry.end() <= size
                        && entry.end() - position <= LARGEST_BLOCK
                ? entry
                : null;
    }

    private void readListed(BlockEntry entry) throws IOException {
        byte[] block = data.readNBytes((int) (entry.end() - position));
        position = entry.end();
        String found = Sha256.of(block);
        boolean same = found.equals(entry.sha256());
        String where = segment.file() + ", bytes " + entry.start() + " to " + entry.end();
        try {
            boolean recordChanged = decode(block);
            if (!same && !recordChanged) {
                damages.accept(Damage.ofBlock(
                        Kind.BLOCK_CHANGED,
                        segment.topic(),
                        segment.file(),
                        entry,
                        found,
                        where + ": other bytes than were written (sha256 " + found + ", written " + entry.sha256()
                                + "), records " + entry.first() + " to " + entry.last()));
            }
        } catch (IOException | RuntimeException e) {
            damages.accept(Damage.ofBlock(
                    Kind.BLOCK_UNREADABLE,
                    segment.topic(),
                    segment.file(),
                    entry,
                    found,
                    where + ": cannot be read (sha256 " + found + ", written " + entry.sha256() + "), records "
                            + entry.first() + " to " + entry.last() + " of " + segment.topic() + " are lost"));
        }
    }

    private void readUnlisted() throws IOException {
        long start = position;
        if (start >= size) {
            ended = true;
            return;
        }
        Lengths lengths = Lengths.read(data);
        if (lengths == null || lengths.bytes > LARGEST_BLOCK || start + lengths.whole() > size) {
            cutOff(start, "the last block is not whole");
            return;
        }
        byte[] rest = data.readNBytes((int) (lengths.whole() - lengths.prefix.length));
        byte[] block = new byte[lengths.prefix.length + rest.length];
        System.arraycopy(lengths.prefix, 0, block, 0, lengths.prefix.length);
        System.arraycopy(rest, 0, block, lengths.prefix.length, rest.length);
        position = start + block.length;
        try {
            boolean unused = decode(block);
        } catch (IOException | RuntimeException e) {
            cutOff(start, "a block cannot be read");
        }
    }

    private void cutOff(long start, String why) {
        ended = true;
        damages.accept(Damage.ofFile(
                Kind.CUT_OFF,
                segment.file(),
                segment.sha256(),
                "",
                segment.file() + ": cut off at byte " + start + " of " + size + " (" + why
                        + "); what lies before it was read"));
    }

    /** True if a record has another digest than is noted beside it. */
    private boolean decode(byte[] block) throws IOException {
        boolean changed = false;
        Deque<RecordedRecord> decoded = new ArrayDeque<>();
        try (DataFileReader<GenericRecord> reader = DataFileReader.openReader(
                new SeekableByteArrayInput(block), new GenericDatumReader<>(), header, false)) {
            while (reader.hasNext()) {
                decoded.add(RecordedRecord.of(reader.next()));
            }
        }
        for (RecordedRecord record : decoded) {
            String found = record.foundSha256();
            if (!found.equals(record.sha256())) {
                changed = true;
                damages.accept(new Damage(
                        Kind.RECORD_CHANGED,
                        segment.file(),
                        record.topic(),
                        record.partition(),
                        record.offset(),
                        record.offset(),
                        record.sha256(),
                        found,
                        record.topic() + " partition " + record.partition() + " offset " + record.offset()
                                + ": changed (sha256 " + found + ", recorded " + record.sha256() + ")"));
            }
        }
        ready.addAll(decoded);
        return changed;
    }

    @Override
    public void close() throws IOException {
        try (data) {
            if (list != null) {
                list.close();
            }
        }
    }

    /** What a block of an Avro container begins with: how many records, and how many bytes of them. */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record Lengths(byte[] prefix, long bytes) {
        private static final int LONGEST = 20;

        static @Nullable Lengths read(InputStream data) throws IOException {
            byte[] prefix = new byte[LONGEST];
            int used = 0;
            long value = 0;
            for (int number = 0; number < 2; number++) {
                value = 0;
                int shift = 0;
                int read;
                do {
                    read = used < LONGEST && shift < Long.SIZE ? data.read() : -1;
                    if (read < 0) {
                        return null;
                    }
                    prefix[used++] = (byte) read;
                    value |= (read & 0x7fL) << shift;
                    shift += 7;
                } while ((read & 0x80) != 0);
                value = (value >>> 1) ^ -(value & 1);
            }
            return value < 0 ? null : new Lengths(java.util.Arrays.copyOf(prefix, used), value);
        }

        long whole() {
            return prefix.length + bytes + SYNC_BYTES;
        }
    }
}
