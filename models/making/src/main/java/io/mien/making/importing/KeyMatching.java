package io.mien.making.importing;

import io.mien.making.checkpoint.Checkpoint;
import io.mien.making.checkpoint.StoredTensor;
import io.mien.making.importing.KeyReport.IgnoredKey;
import io.mien.making.importing.KeyReport.MisshapenKey;
import io.mien.making.importing.KeyReport.MissingKey;
import io.mien.making.importing.KeyReport.UsedKey;
import io.mien.making.network.WeightSource;
import io.mien.models.ModelException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;

/**
 * Matches a checkpoint's keys with the weights that a model is made of, keeps account of every key, and reads the weights in
 * the layout that the networks ask for.
 *
 * <p>Where a training script wrapped its model for several devices, all keys begin with {@code module.}; keys are given here
 * without it.
 */
final class KeyMatching implements WeightSource {
    private static final String DATA_PARALLEL = "module.";
    /** No dimension of a network is nearly as large; it keeps products of two of them in an int. */
    private static final long LARGEST_DIMENSION = 1 << 20;

    private final Path file;
    private final String prefix;
    private final Map<String, StoredTensor> tensors = new LinkedHashMap<>();
    private final Map<String, Weight> weights = new HashMap<>();
    private final Map<String, UsedKey> used = new HashMap<>();
    private final Map<String, String> ignored = new HashMap<>();
    private final List<MissingKey> missing = new ArrayList<>();
    private final List<MisshapenKey> misshapen = new ArrayList<>();

    /** How a weight lies in the file. */
    private enum Layout {
        AS_IS,
        /** A matrix the other way round. */
        TRANSPOSED,
        /** The parts one after the other. */
        STACKED
    }

    private record Weight(List<StoredTensor> parts, List<Long> shape, Layout layout) {}

    KeyMatching(Checkpoint checkpoint) {
        this.file = checkpoint.file();
        Map<String, StoredTensor> inFile = checkpoint.tensors();
        this.prefix = inFile.keySet().stream().allMatch(key -> key.startsWith(DATA_PARALLEL)) ? DATA_PARALLEL : "";
        inFile.forEach((key, tensor) -> tensors.put(key.substring(prefix.length()), tensor));
    }

    Path file() {
        return file;
    }

    boolean has(String key) {
        return tensors.containsKey(key);
    }

    boolean hasAny(String keyPrefix) {
        return tensors.keySet().stream().anyMatch(key -> key.startsWith(keyPrefix));
    }

    /** Dimensions of a tensor; 0 also if there is none. */
    int rank(String key) {
        return has(key) ? tensor(key).shape().size() : 0;
    }

    /** How many blocks {@code keyPrefix + number + "."} there are. */
    int layers(String keyPrefix) {
        Pattern numbered = Pattern.compile(Pattern.quote(keyPrefix) + "(\\d{1,6})\\..+");
        return (int) tensors.keySet().stream()
                .map(numbered::matcher)
                .filter(Matcher::matches)
                .map(matcher -> matcher.group(1))
                .distinct()
                .count();
    }

    /**
     * The shape of a tensor that sizes follow from.
     *
     * @param keys its names; the first that is there counts
     * @param dimensions what they are, for example {@code width, embedding}; as many as the tensor must have
     * @return empty if there is none of that many dimensions, which the report then says
     */
    Optional<int[]> sizes(List<String> keys, String... dimensions) {
        String expected = List.of(dimensions).toString();
        Optional<String> key = keys.stream().filter(this::has).findFirst();
        if (key.isEmpty()) {
            missing.add(new MissingKey(prefix + keys.get(0), expected));
            return Optional.empty();
        }
        StoredTensor tensor = tensor(key.get());
        List<Long> shape = tensor.shape();
        if (shape.size() != dimensions.length
                || shape.stream().anyMatch(size -> size < 1 || size > LARGEST_DIMENSION)) {
            misshapen.add(new MisshapenKey(tensor.name(), describe(tensor), expected));
            return Optional.empty();
        }
        return Optional.of(shape.stream().mapToInt(Long::intValue).toArray());
    }

    /** Notes that a tensor of the file does not have the shape that others ask for. */
    void misshapen(String key, String expected) {
        StoredTensor tensor = tensor(key);
        misshapen.add(new MisshapenKey(tensor.name(), describe(tensor), expected));
    }

    /** Takes a tensor as a weight. */
    void use(String name, String key, long... shape) {
        use(name, List.of(key), shape);
    }

    /** Takes the first of several keys that the file has; the others are other names of it, or copies. */
    void use(String name, List<String> keys, long... shape) {
        List<String> found = keys.stream().filter(this::has).toList();
        if (found.isEmpty()) {
            missing.add(new MissingKey(prefix + keys.get(0), describe(shape)));
            return;
        }
        take(name, List.of(found.get(0)), Layout.AS_IS, shape, shape);
        StoredTensor taken = tensor(found.get(0));
        for (String other : found.subList(1, found.size())) {
            StoredTensor copy = tensor(other);
            if (copy.shape().equals(taken.shape())) {
                ignore(other, (copy.isAliasOf(taken) ? "another name of " : "a copy of ") + taken.name());
            } else {
                misshapen.add(new MisshapenKey(copy.name(), describe(copy), describe(shape)));
            }
        }
    }

    /** Takes a matrix that lies the other way round in the file. */
    void useTransposed(String name, String key, long rows, long columns) {
        take(name, List.of(key), Layout.TRANSPOSED, new long[] {columns, rows}, rows, columns);
    }

    /** Takes several tensors, of the same shape each, as one, stacked along the first dimension. */
    void useStacked(String name, List<String> keys, long... partShape) {
        long[] whole = partShape.clone();
        whole[0] *= keys.size();
        take(name, keys, Layout.STACKED, partShape, whole);
    }

    /** Says why a key is not used; nothing if the file does not have it. */
    void ignore(String key, String reason) {
        if (has(key)) {
            ignored.put(key, reason);
        }
    }

    /**
     * What became of every key.
     *
     * @param otherwise the reason for all keys of which nothing was said
     */
    KeyReport report(String otherwise) {
        List<UsedKey> inOrder = new ArrayList<>();
        List<IgnoredKey> unused = new ArrayList<>();
        tensors.forEach((key, tensor) -> {
            UsedKey use = used.get(key);
            if (use != null) {
                inOrder.add(use);
            } else if (misshapen.stream().noneMatch(wrong -> wrong.key().equals(tensor.name()))) {
                unused.add(new IgnoredKey(tensor.name(), ignored.getOrDefault(key, otherwise)));
            }
        });
        return new KeyReport(inOrder, unused, missing, misshapen);
    }

    @Override
    public float[] read(String name, long... shape) {
        Weight weight = weights.get(name);
        if (weight == null) {
            throw new ModelException("checkpoint " + file + ": no weight " + name + " in it");
        }
        List<Long> asked = LongStream.of(shape).boxed().toList();
        if (!weight.shape.equals(asked)) {
            throw new ModelException(
                    "checkpoint " + file + ": weight " + name + " is " + weight.shape + " (expected: " + asked + ")");
        }
        return switch (weight.layout) {
            case AS_IS -> weight.parts.get(0).floats();
            case TRANSPOSED ->
                transposed(
                        weight.parts.get(0).floats(),
                        weight.shape.get(1).intValue(),
                        weight.shape.get(0).intValue());
            case STACKED -> stacked(weight.parts);
        };
    }

    private void take(String name, List<String> keys, Layout layout, long[] inFile, long... shape) {
        List<StoredTensor> parts = new ArrayList<>();
        for (String key : keys) {
            StoredTensor tensor = tensors.get(key);
            if (tensor == null) {
                missing.add(new MissingKey(prefix + key, describe(inFile)));
            } else if (!fits(tensor, inFile)) {
                misshapen.add(new MisshapenKey(tensor.name(), describe(tensor), "floats " + describe(inFile)));
            } else {
                parts.add(tensor);
                used.put(
                        key,
                        new UsedKey(
                                tensor.name(),
                                name,
                                tensor.shape(),
                                tensor.type().toString()));
            }
        }
        if (parts.size() == keys.size()) {
            weights.put(name, new Weight(parts, LongStream.of(shape).boxed().toList(), layout));
        }
    }

    /** A scalar may also be saved as one element. */
    private static boolean fits(StoredTensor tensor, long... expected) {
        boolean sameShape =
                tensor.shape().equals(LongStream.of(expected).boxed().toList());
        boolean scalar = expected.length == 0 && tensor.shape().equals(List.of(1L));
        return tensor.type().isFloating() && (sameShape || scalar);
    }

    private StoredTensor tensor(String key) {
        @Nullable StoredTensor tensor = tensors.get(key);
        if (tensor == null) {
            throw new IllegalArgumentException("no key " + key);
        }
        return tensor;
    }

    private static float[] stacked(List<StoredTensor> parts) {
        float[] whole = new float
                [parts.stream()
                        .mapToInt(part -> Math.toIntExact(part.elements()))
                        .reduce(0, Math::addExact)];
        int at = 0;
        for (StoredTensor part : parts) {
            float[] values = part.floats();
            System.arraycopy(values, 0, whole, at, values.length);
            at += values.length;
        }
        return whole;
    }

    private static float[] transposed(float[] values, int rows, int columns) {
        float[] moved = new float[values.length];
        for (int row = 0; row < rows; row++) {
            for (int column = 0; column < columns; column++) {
                moved[column * rows + row] = values[row * columns + column];
            }
        }
        return moved;
    }

    private static String describe(StoredTensor tensor) {
        return tensor.type() + " " + tensor.shape();
    }

    private static String describe(long... shape) {
        return LongStream.of(shape).boxed().toList().toString();
    }
}
