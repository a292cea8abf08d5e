package io.mien.recording;

import io.mien.recording.BlockEntry.Place;
import io.mien.recording.RecordingManifest.Segment;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.apache.avro.file.CodecFactory;
import org.apache.avro.file.DataFileWriter;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.generic.GenericRecord;
import org.jspecify.annotations.Nullable;

/**
 * Writes one segment: an Avro object container and the list of its blocks. A block that was ended has left this process, and
 * only then is its line. Used by one thread at a time.
 */
final class SegmentWriter implements AutoCloseable {
    private static final int ZSTANDARD_LEVEL = 3;
    /** More than what is ended here as a block, unless one record is larger. Avro takes a buffer of this size at once. */
    private static final int SYNC_INTERVAL = 1 << 20;

    private final Path folder;
    private final String topic;
    private final String file;
    private final String blocks;
    private final DigestedOutput data;
    private final DigestedOutput list;
    private final DataFileWriter<GenericRecord> writer;
    private long records;
    private int inBlock;
    private int bytesInBlock;
    private @Nullable Place first;
    private @Nullable Place last;
    private long blockStart;

    private SegmentWriter(Path folder, String topic, String file, String blocks, OutputStream data, OutputStream list)
            throws IOException {
        this.folder = folder;
        this.topic = topic;
        this.file = file;
        this.blocks = blocks;
        this.data = new DigestedOutput(data);
        this.list = new DigestedOutput(list);
        this.writer = new DataFileWriter<GenericRecord>(new GenericDatumWriter<>(RecordedRecord.SCHEMA))
                .setCodec(CodecFactory.zstandardCodec(ZSTANDARD_LEVEL, true))
                .setSyncInterval(SYNC_INTERVAL);
        writer.create(RecordedRecord.SCHEMA, this.data);
        writer.flush();
        this.blockStart = this.data.count();
        String unused = this.data.mark();
    }

    static SegmentWriter create(Path folder, String topic, int number) throws IOException {
        String name = "%s-%05d".formatted(topic, number);
        String file = name + SegmentFiles.DATA;
        String blocks = name + SegmentFiles.BLOCKS;
        OutputStream data = Files.newOutputStream(folder.resolve(file), StandardOpenOption.CREATE_NEW);
        OutputStream list = Files.newOutputStream(folder.resolve(blocks), StandardOpenOption.CREATE_NEW);
        return new SegmentWriter(folder, topic, file, blocks, data, list);
    }

    void append(RecordedRecord record) throws IOException {
        Place place = new Place(record.partition(), record.offset());
        if (inBlock == 0) {
            first = place;
        }
        last = place;
        writer.append(record.toAvro());
        inBlock++;
        byte[] value = record.value();
        bytesInBlock += value == null ? 0 : value.length;
    }

    int bytesInBlock() {
        return bytesInBlock;
    }

    long bytes() {
        return data.count();
    }

    /** Hands over what was appended. */
    void endBlock() throws IOException {
        if (first == null || last == null || inBlock == 0) {
            return;
        }
        writer.flush();
        BlockEntry entry = new BlockEntry(blockStart, data.count(), data.mark(), inBlock, first, last);
        list.write((entry.line() + "\n").getBytes(StandardCharsets.UTF_8));
        list.flush();
        blockStart = data.count();
        records += inBlock;
        inBlock = 0;
        bytesInBlock = 0;
    }

    /** Ends the segment, on the disk. */
    Segment finish() throws IOException {
        close();
        force(folder.resolve(file));
        force(folder.resolve(blocks));
        return new Segment(topic, file, records, data.count(), data.finish(), blocks, list.finish());
    }

    private static void force(Path path) throws IOException {
        try (FileChannel channel = FileChannel.open(path, StandardOpenOption.WRITE)) {
            channel.force(true);
        }
    }

    @Override
    public void close() throws IOException {
        try (list) {
            endBlock();
            writer.close();
        }
    }
}
