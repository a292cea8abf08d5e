package io.mien.making.checkpoint;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.mien.models.ModelException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;

/**
 * Weights in several files, as Hugging Face's libraries save large ones: an index says which key is in which file.
 *
 * @param file the index
 * @param shards the files, open
 * @param tensors of all of them
 * @param others of all of them
 */
record ShardedCheckpoint(
        Path file, List<Checkpoint> shards, Map<String, StoredTensor> tensors, List<OtherContent> others)
        implements Checkpoint {
    private static final long MOST_BYTES = 64 << 20;
    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .build();

    ShardedCheckpoint {
        shards = List.copyOf(shards);
        tensors = Collections.unmodifiableMap(new LinkedHashMap<>(tensors));
        others = List.copyOf(others);
    }

    static Checkpoint open(Path index) {
        Map<String, String> fileOfKey = weightMap(index);
        List<Checkpoint> shards = new ArrayList<>();
        boolean opened = false;
        try {
            Map<String, StoredTensor> tensors = new LinkedHashMap<>();
            List<OtherContent> others = new ArrayList<>();
            for (String name : new TreeSet<>(fileOfKey.values())) {
                Checkpoint shard = CheckpointFile.openOne(shard(index, name), Optional.empty());
                shards.add(shard);
                others.addAll(shard.others());
                shard.tensors().forEach((key, tensor) -> {
                    if (tensors.put(key, tensor) != null) {
                        throw new ModelException("checkpoint " + index + ": " + key + " is in several of its shards"
                                + " (expected: in " + fileOfKey.get(key) + ")");
                    }
                });
            }
            fileOfKey.forEach((key, name) -> {
                if (!tensors.containsKey(key)) {
                    throw new ModelException("checkpoint " + index + ": " + key + " is not in " + name
                            + " (expected: there, as the index says)");
                }
            });
            opened = true;
            return new ShardedCheckpoint(index, shards, tensors, others);
        } finally {
            if (!opened) {
                shards.forEach(Checkpoint::close);
            }
        }
    }

    /** Whether an index names a shard. */
    static boolean names(Path index, String shard) {
        return weightMap(index).containsValue(shard);
    }

    private static Path shard(Path index, String name) {
        Path shard = index.resolveSibling(name);
        if (name.contains("/") || name.contains("\\") || !Files.isRegularFile(shard)) {
            throw new ModelException("checkpoint " + index + ": shard " + name
                    + " is not beside it (expected: all files that the index names, in its folder)");
        }
        return shard;
    }

    private static Map<String, String> weightMap(Path index) {
        try {
            if (Files.size(index) > MOST_BYTES) {
                throw new ModelException("checkpoint " + index + ": an index of over " + MOST_BYTES + " bytes");
            }
            JsonNode map = JSON.readTree(Files.readAllBytes(index)).path("weight_map");
            Map<String, String> files = new LinkedHashMap<>();
            for (Map.Entry<String, JsonNode> entry : map.properties()) {
                files.put(entry.getKey(), entry.getValue().asText());
            }
            if (files.isEmpty()) {
                throw new ModelException(
                        "checkpoint " + index + ": no weight_map in it (expected: an index of shards)");
            }
            return files;
        } catch (JsonProcessingException e) {
            throw new ModelException("checkpoint " + index + ": no JSON: " + e.getOriginalMessage(), e);
        } catch (IOException e) {
            throw new ModelException("checkpoint " + index + ": cannot be read: " + e, e);
        }
    }

    @Override
    public List<Path> files() {
        List<Path> files = new ArrayList<>(List.of(file));
        shards.forEach(shard -> files.addAll(shard.files()));
        return List.copyOf(files);
    }

    @Override
    public CheckpointFormat format() {
        return shards.get(0).format();
    }

    @Override
    public String taken() {
        return "";
    }

    @Override
    public List<String> alternatives() {
        return List.of();
    }

    @Override
    public void close() {
        shards.forEach(Checkpoint::close);
    }
}
