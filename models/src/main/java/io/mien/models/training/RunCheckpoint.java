package io.mien.models.training;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.mien.models.ModelException;
import java.io.BufferedInputStream;
import java.io.DataInputStream;
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
import org.jspecify.annotations.Nullable;

/**
 * A run on disk, in one file: written beside its place, forced to the disk and then moved there, so that a kill at any moment
 * leaves the one before or this one whole.
 *
 * <p>The file is laid out as safetensors (a length, a JSON header, the numbers), with the state as the header's metadata,
 * so that other tools can look into it.
 *
 * @param state where the run is
 * @param weights all of them
 * @param optimizerState what the stage's optimiser remembers
 * @param best the weights of the stage's best epoch, or null if none is kept
 */
record RunCheckpoint(
        RunState state,
        NamedWeights weights,
        NamedWeights optimizerState,
        @Nullable NamedWeights best) {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String STATE = "mien_run";
    private static final String CHECKSUM = "crc32";
    private static final String WEIGHTS = "weight/";
    private static final String OPTIMIZER = "optimizer/";
    private static final String BEST = "best/";
    private static final int LONGEST_HEADER = 1 << 26;

    /** A tensor in a safetensors header. */
    private record Entry(String dtype, List<Long> shape, List<Long> data_offsets) {}

    void write(Path file) {
        Map<String, NamedWeights.Values> all = new LinkedHashMap<>();
        weights.asMap().forEach((name, values) -> all.put(WEIGHTS + name, values));
        optimizerState.asMap().forEach((name, values) -> all.put(OPTIMIZER + name, values));
        if (best != null) {
            best.asMap().forEach((name, values) -> all.put(BEST + name, values));
        }
        Path unfinished = file.resolveSibling(file.getFileName() + ".unfinished");
        try {
            try (FileChannel channel = FileChannel.open(
                    unfinished,
                    StandardOpenOption.CREATE,
                    StandardOpenOption.TRUNCATE_EXISTING,
                    StandardOpenOption.WRITE)) {
                byte[] header = header(all);
                channel.write(ByteBuffer.allocate(Long.BYTES)
                        .order(ByteOrder.LITTLE_ENDIAN)
                        .putLong(header.length)
                        .flip());
                writeAll(channel, ByteBuffer.wrap(header));
                for (NamedWeights.Values values : all.values()) {
                    writeAll(channel, bytes(values));
                }
                channel.force(true);
            }
            Files.move(unfinished, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new ModelException("checkpoint " + file + ": cannot be written: " + e, e);
        }
    }

    private byte[] header(Map<String, NamedWeights.Values> all) throws IOException {
        Map<String, Object> header = new LinkedHashMap<>();
        CRC32 crc = new CRC32();
        long offset = 0;
        Map<String, Object> tensors = new LinkedHashMap<>();
        for (Map.Entry<String, NamedWeights.Values> entry : all.entrySet()) {
            ByteBuffer bytes = bytes(entry.getValue());
            long end = offset + bytes.remaining();
            crc.update(bytes);
            tensors.put(entry.getKey(), new Entry("F32", entry.getValue().shape(), List.of(offset, end)));
            offset = end;
        }
        header.put(
                "__metadata__",
                Map.of(STATE, JSON.writeValueAsString(state), CHECKSUM, Long.toHexString(crc.getValue())));
        header.putAll(tensors);
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

    /**
     * Reads a run back.
     *
     * @throws ModelException if the file is not whole, or none of ours
     */
    static RunCheckpoint read(Path file) {
        try (DataInputStream in = new DataInputStream(new BufferedInputStream(Files.newInputStream(file), 1 << 16))) {
            long length = Long.reverseBytes(in.readLong());
            if (length < 2 || length > LONGEST_HEADER) {
                throw new ModelException("checkpoint " + file + ": a header of " + length
                        + " bytes (expected: a checkpoint that `mien train` wrote)");
            }
            Map<String, Object> header =
                    JSON.readValue(in.readNBytes((int) length), new TypeReference<LinkedHashMap<String, Object>>() {});
            Map<String, String> metadata =
                    JSON.convertValue(header.remove("__metadata__"), new TypeReference<Map<String, String>>() {});
            if (metadata == null || !metadata.containsKey(STATE)) {
                throw new ModelException(
                        "checkpoint " + file + ": no state of a run in it (expected: one that `mien train` wrote)");
            }
            CRC32 crc = new CRC32();
            NamedWeights.Builder weights = new NamedWeights.Builder();
            NamedWeights.Builder optimizer = new NamedWeights.Builder();
            NamedWeights.Builder best = new NamedWeights.Builder();
            boolean hasBest = false;
            for (Map.Entry<String, Object> named : header.entrySet()) {
                Entry entry = JSON.convertValue(named.getValue(), Entry.class);
                byte[] bytes = in.readNBytes(Math.toIntExact(entry.data_offsets.get(1) - entry.data_offsets.get(0)));
                crc.update(bytes);
                float[] values = new float[bytes.length / Float.BYTES];
                ByteBuffer.wrap(bytes)
                        .order(ByteOrder.LITTLE_ENDIAN)
                        .asFloatBuffer()
                        .get(values);
                String name = named.getKey();
                if (name.startsWith(WEIGHTS)) {
                    weights.add(name.substring(WEIGHTS.length()), entry.shape, values);
                } else if (name.startsWith(OPTIMIZER)) {
                    optimizer.add(name.substring(OPTIMIZER.length()), entry.shape, values);
                } else if (name.startsWith(BEST)) {
                    hasBest = true;
                    best.add(name.substring(BEST.length()), entry.shape, values);
                }
            }
            if (!Long.toHexString(crc.getValue()).equals(metadata.get(CHECKSUM))) {
                throw new ModelException("checkpoint " + file + ": its numbers are not those that were written"
                        + " (expected: an unchanged file; remove it to start the run anew)");
            }
            RunState state = JSON.readValue(metadata.get(STATE), RunState.class);
            return new RunCheckpoint(state, weights.build(), optimizer.build(), hasBest ? best.build() : null);
        } catch (IOException | IllegalArgumentException e) {
            throw new ModelException("checkpoint " + file + ": cannot be read: " + e, e);
        }
    }
}
