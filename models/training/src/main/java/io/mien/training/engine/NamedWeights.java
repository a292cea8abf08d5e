package io.mien.training.engine;

import io.mien.making.network.WeightSource;
import io.mien.models.ModelException;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;

/** Weights in memory, by their PyTorch names. */
public final class NamedWeights implements WeightSource {
    private final Map<String, Values> weights;

    /**
     * One weight.
     *
     * @param shape in PyTorch's layout
     * @param values row-major, not to be changed
     */
    @SuppressWarnings("ArrayRecordComponent") // megabytes, copied nowhere
    public record Values(List<Long> shape, float[] values) {
        public Values {
            shape = List.copyOf(shape);
        }
    }

    private NamedWeights(Map<String, Values> weights) {
        this.weights = Collections.unmodifiableMap(weights);
    }

    /** Collects weights. */
    public static final class Builder {
        private final Map<String, Values> weights = new LinkedHashMap<>();

        /** Adds a weight, or replaces the one of that name. */
        public Builder add(String name, List<Long> shape, float[] values) {
            weights.put(name, new Values(shape, values));
            return this;
        }

        /** Adds a weight, or replaces the one of that name. */
        public Builder add(String name, float[] values, long... shape) {
            return add(name, LongStream.of(shape).boxed().toList(), values);
        }

        /** Adds all of another's. */
        public Builder addAll(NamedWeights other) {
            weights.putAll(other.weights);
            return this;
        }

        public NamedWeights build() {
            return new NamedWeights(new LinkedHashMap<>(weights));
        }
    }

    /**
     * Reads weights of these shapes, all of them at once.
     *
     * @param shapes by name, in PyTorch's layout
     */
    public static NamedWeights read(Map<String, List<Long>> shapes, WeightSource source) {
        Builder builder = new Builder();
        shapes.forEach((name, shape) -> builder.add(
                name,
                shape,
                source.read(name, shape.stream().mapToLong(Long::longValue).toArray())));
        return builder.build();
    }

    /** These, and where both have one, the other's. */
    public NamedWeights with(NamedWeights other) {
        return new Builder().addAll(this).addAll(other).build();
    }

    /** The weights by name, in order. */
    public Map<String, Values> asMap() {
        return weights;
    }

    /** True if there is a weight of this name. */
    public boolean contains(String name) {
        return weights.containsKey(name);
    }

    @Override
    public float[] read(String name, long... shape) {
        Values found = weights.get(name);
        if (found == null) {
            throw new ModelException("weight " + name + ": missing (expected: shape " + Arrays.toString(shape) + ")");
        }
        List<Long> expected = LongStream.of(shape).boxed().toList();
        if (!found.shape.equals(expected)) {
            throw new ModelException("weight " + name + ": shape " + found.shape + " (expected: " + expected + ")");
        }
        return found.values;
    }
}
