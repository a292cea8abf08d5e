package io.mien.making.checkpoint;

import io.mien.models.ModelException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Finds the file that a path stands for: itself, the weights in a folder as libraries name them, the index of a shard. */
final class CheckpointPlace {
    private static final String INDEX = ".index.json";
    private static final Pattern SHARD = Pattern.compile(".+-\\d{5}-of-\\d{5}\\.(safetensors|bin|pt|pth)");

    /** What is in a folder that a library saved, the one that the libraries themselves prefer first. */
    private static final List<String> IN_FOLDER = List.of(
            "model.safetensors",
            "model.safetensors.index.json",
            "open_clip_model.safetensors",
            "open_clip_pytorch_model.bin",
            "pytorch_model.bin",
            "pytorch_model.bin.index.json",
            "mp_rank_00_model_states.pt",
            "adapter_model.safetensors",
            "adapter_model.bin");

    private CheckpointPlace() {}

    static boolean isIndex(Path file) {
        return file.getFileName().toString().endsWith(INDEX);
    }

    /**
     * The file to read.
     *
     * @throws ModelException if there is none
     */
    static Path find(Path path) {
        if (Files.isDirectory(path)) {
            return inFolder(path);
        }
        if (!Files.isRegularFile(path)) {
            throw new ModelException("checkpoint " + path + ": no such file");
        }
        FolderContent.requireWhole(path);
        return SHARD.matcher(path.getFileName().toString()).matches() ? indexOf(path) : path;
    }

    private static Path inFolder(Path folder) {
        Optional<Path> named = IN_FOLDER.stream()
                .map(folder::resolve)
                .filter(Files::isRegularFile)
                .findFirst();
        if (named.isPresent()) {
            FolderContent.requireAlone(folder, named.get());
            return named.get();
        }
        Path latest = folder.resolve("latest"); // DeepSpeed's, with the name of the folder within
        try {
            if (Files.isRegularFile(latest) && Files.size(latest) < 1024) {
                Path within =
                        folder.resolve(Path.of(Files.readString(latest).strip()).getFileName());
                if (Files.isDirectory(within)) {
                    return inFolder(within);
                }
            }
        } catch (IOException e) {
            throw new ModelException("checkpoint " + latest + ": cannot be read: " + e, e);
        }
        throw FolderContent.withoutWeights(folder, IN_FOLDER);
    }

    private static Path indexOf(Path shard) {
        String name = shard.getFileName().toString();
        try (Stream<Path> beside = Files.list(shard.toAbsolutePath().getParent())) {
            return beside.filter(CheckpointPlace::isIndex)
                    .filter(index -> ShardedCheckpoint.names(index, name))
                    .findFirst()
                    .orElseThrow(() -> new ModelException("checkpoint " + shard
                            + ": one of several shards, and no index" + " beside it names it (expected: a file …"
                            + INDEX + ", which came with the shards)"));
        } catch (IOException e) {
            throw new ModelException("checkpoint " + shard + ": cannot look beside it: " + e, e);
        }
    }
}
