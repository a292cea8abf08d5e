package io.mien.training.engine;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.CRC32;

/**
 * Writes weights as safetensors (a length, a JSON header, the numbers): beside their place, forced to the disk and then moved
 * there, so that a kill at any moment leaves the file before or this one whole.
 */
public final class SafetensorsWriter {
    private static final ObjectMapper JSON = new ObjectMapper();

    private SafetensorsWriter() {}

    /** A tensor in the header, as the format names its parts. */
    private record Entry(String dtype, List<Long> shape, List<Long> data_offsets) {}

    /**
     * Writes a file, or replaces it.
     *
     * @param metadata for readers of the file; may be empty
     */
    public static void write(Path file, Map<String, NamedWeights.Values> tensors, Map<String, String> metadata)
            throws IOException {
        Path unfinished = file.resolveSibling(file.getFileName() + ".unfinished");
        try (FileChannel channel = FileChannel.open(
                unfinished,
                StandardOpenOption.CREATE,
                StandardOpenOption.TRUNCATE_EXISTING,
                StandardOpenOption.WRITE)) {
            byte[] header = header(tensors, metadata);
            ByteBuffer length = ByteBuffer.allocate(Long.BYTES).order(ByteOrder.LITTLE_ENDIAN);
            writeAll(channel, length.putLong(header.length).flip());
            writeAll(channel, ByteBuffer.wrap(header));
            for (NamedWeights.Values values : tensors.values()) {
                writeAll(channel, bytes(values));
            }
            channel.force(true);
        }
        Files.move(unfinished, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    /** Of the numbers, in order: eight hexadecimal digits at most. */
    static String checksum(Map<String, NamedWeights.Values> tensors) {
        CRC32 crc = new CRC32();
        tensors.values().forEach(values -> crc.update(bytes(values)));
        return Long.toHexString(crc.getValue());
    }

    private static byte[] header(Map<String, NamedWeights.Values> tensors, Map<String, String> metadata)
            throws IOException {
        Map<String, Object> header = new LinkedHashMap<>();
        header.put("__metadata__", metadata);
        long offset = 0;
        for (Map.Entry<String, NamedWeights.Values> entry : tensors.entrySet()) {
            long end = offset + (long) Float.BYTES * entry.getValue().values().length;
            header.put(entry.getKey(), new Entry("F32", entry.getValue().shape(), List.of(offset, end)));
            offset = end;
        }
        return JSON.writeValueAsBytes(header);
    }

    private static ByteBuffer bytes(NamedWeights.Values values) {
        ByteBuffer buffer =
                ByteBuffer.allocate(Float.BYTES * values.values().length).order(ByteOrder.LITTLE_ENDIAN);
        buffer.asFloatBuffer().put(values.values());
        return buffer;
    }

    private static void writeAll(FileChannel channel, ByteBuffer buffer) throws IOException {
        while (buffer.hasRemaining()) {
            channel.write(buffer);
        }
    }
}
