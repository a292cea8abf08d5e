package io.mien.training.engine;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.mien.models.ModelException;
import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.CRC32;
import org.jspecify.annotations.Nullable;

/**
 * A run on disk, in one file. The file is written beside its place, forced to the disk and then moved there: a kill at
 * any moment leaves the file before or this one whole.
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
        try {
            SafetensorsWriter.write(
                    file,
                    all,
                    Map.of(STATE, JSON.writeValueAsString(state), CHECKSUM, SafetensorsWriter.checksum(all)));
        } catch (IOException e) {
            throw new ModelException("checkpoint " + file + ": cannot be written: " + e, e);
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
                        + " (expected: an unchanged file; remove it to start the run again)");
            }
            RunState state = JSON.readValue(metadata.get(STATE), RunState.class);
            return new RunCheckpoint(state, weights.build(), optimizer.build(), hasBest ? best.build() : null);
        } catch (IOException | IllegalArgumentException e) {
            throw new ModelException("checkpoint " + file + ": cannot be read: " + e, e);
        }
    }
}
