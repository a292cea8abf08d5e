package io.mien.making.checkpoint;

import io.mien.models.ModelException;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * A checkpoint whose contents are known.
 *
 * @param opened what is closed with it
 */
record OpenCheckpoint(Path file, CheckpointFormat format, Contents contents, Closeable opened) implements Checkpoint {

    @Override
    public Map<String, StoredTensor> tensors() {
        return contents.tensors();
    }

    @Override
    public List<OtherContent> others() {
        return contents.others();
    }

    @Override
    public String taken() {
        return contents.taken();
    }

    @Override
    public List<String> alternatives() {
        return contents.alternatives();
    }

    @Override
    public void close() {
        try {
            opened.close();
        } catch (IOException e) {
            throw new ModelException("checkpoint " + file + ": cannot be closed: " + e.getMessage(), e);
        }
    }
}
