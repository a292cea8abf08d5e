package io.mien.making.checkpoint;

import io.mien.models.ModelException;
import java.io.Closeable;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/**
 * A file of weights, open for reading. Its contents are known once it is open. Values are read from the file on
 * request, so only the tensor at hand is held in memory.
 *
 * <p>Threads: tensors may be read by several at once; {@link #close()} comes after all of them.
 */
public interface Checkpoint extends Closeable {

    /**
     * Opens the trained weights of a file.
     *
     * @param file a file, the index of a file in shards, one of its shards, or the folder of either
     * @throws ModelException if it cannot be read, or is refused: the message says what in it was not as expected. Nothing
     *     in the file is ever executed
     */
    static Checkpoint open(Path file) {
        return open(file, Optional.empty());
    }

    /**
     * Opens a file.
     *
     * @param file a file, the index of a file in shards, one of its shards, or the folder of either
     * @param weights name of the entry to take where a training script saved several, for example {@code state_dict_ema};
     *     empty for the trained weights, which come before their average
     * @throws ModelException as {@link #open(Path)}, or if there is no such entry
     */
    static Checkpoint open(Path file, Optional<String> weights) {
        return CheckpointFile.open(file, weights);
    }

    /**
     * Weights and what was trained to be added to them, as one: it is said to be where the first is.
     *
     * @throws ModelException if one of them cannot be opened, or both have a key
     */
    static Checkpoint joined(Supplier<Checkpoint> weights, Supplier<Checkpoint> added) {
        return JoinedCheckpoint.open(weights, added);
    }

    /** Where it is. */
    Path file();

    /** All files that it consists of: one, or an index and its shards. */
    default List<Path> files() {
        return List.of(file());
    }

    /** What container it is. */
    CheckpointFormat format();

    /**
     * The state dict: each tensor under its name, in the file's order. Where a training script wrapped it
     * ({@code {"epoch": …, "state_dict": …}}), names are those within {@code state_dict}.
     */
    Map<String, StoredTensor> tensors();

    /** Names of those tensors that were trained to be added to the others; none of a file by itself. */
    default Set<String> added() {
        return Set.of();
    }

    /** Describes what else the file holds, for example an optimizer's state. */
    List<OtherContent> others();

    /** The entry that the state dict was found in, for example {@code state_dict}; empty if the file is nothing else. */
    String taken();

    /** Entries with the same weights in another state, for example their average. */
    List<String> alternatives();

    /** Closes the file; tensors cannot be read any more. */
    @Override
    void close();
}
