package io.mien.making.checkpoint;

import io.mien.models.ModelException;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * Weights and what was trained to be added to them.
 *
 * @param weights whose file and format it has
 * @param update the other's
 * @param tensors of both
 */
record JoinedCheckpoint(Checkpoint weights, Checkpoint update, Map<String, StoredTensor> tensors)
        implements Checkpoint {

    JoinedCheckpoint {
        tensors = Collections.unmodifiableMap(new LinkedHashMap<>(tensors));
    }

    static Checkpoint open(Supplier<Checkpoint> first, Supplier<Checkpoint> second) {
        Checkpoint weights = first.get();
        boolean joined = false;
        try {
            Checkpoint added = second.get();
            try {
                Map<String, StoredTensor> tensors = new LinkedHashMap<>(weights.tensors());
                added.tensors().forEach((key, tensor) -> {
                    if (tensors.put(key, tensor) != null) {
                        throw new ModelException("checkpoint " + added.file() + ": " + key + " is in " + weights.file()
                                + " too (expected: in one of them)");
                    }
                });
                JoinedCheckpoint both = new JoinedCheckpoint(weights, added, tensors);
                joined = true;
                return both;
            } finally {
                if (!joined) {
                    added.close();
                }
            }
        } finally {
            if (!joined) {
                weights.close();
            }
        }
    }

    @Override
    public Path file() {
        return weights.file();
    }

    @Override
    public List<Path> files() {
        return Stream.concat(weights.files().stream(), update.files().stream()).toList();
    }

    @Override
    public CheckpointFormat format() {
        return weights.format();
    }

    @Override
    public Set<String> added() {
        return update.tensors().keySet();
    }

    @Override
    public List<OtherContent> others() {
        return Stream.concat(weights.others().stream(), update.others().stream())
                .toList();
    }

    @Override
    public String taken() {
        return weights.taken();
    }

    @Override
    public List<String> alternatives() {
        return weights.alternatives();
    }

    @Override
    public void close() {
        try {
            update.close();
        } finally {
            weights.close();
        }
    }
}
