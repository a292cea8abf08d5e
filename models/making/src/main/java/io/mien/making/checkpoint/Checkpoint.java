package io.mien.making.checkpoint;

import io.mien.models.ModelException;
import java.io.Closeable;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * A file of weights, open for reading. Its contents are known once it is open. Values are read from the file on
 * request, so only the tensor at hand is held in memory.
 *
 * <p>Threads: tensors may be read by several at once; {@link #close()} comes after all of them.
 */
public interface Checkpoint extends Closeable {

    /**
     * Opens a file, whatever container it is in.
     *
     * @throws ModelException if it cannot be read, or is refused: the message says what in it was not as expected. Nothing
     *     in the file is ever executed
     */
    static Checkpoint open(Path file) {
        return CheckpointFile.open(file);
    }

    /** Where it is. */
    Path file();

    /** What container it is. */
    CheckpointFormat format();

    /**
     * The state dict: each tensor under its name, in the file's order. Where a training script wrapped it
     * ({@code {"epoch": …, "state_dict": …}}), names are those within {@code state_dict}.
     */
    Map<String, StoredTensor> tensors();

    /** Describes what else the file holds, for example an optimizer's state. */
    List<OtherContent> others();

    /** Closes the file; tensors cannot be read any more. */
    @Override
    void close();
}
