package io.mien.making.importing;

import io.mien.making.checkpoint.Checkpoint;
import io.mien.making.checkpoint.StoredTensor;
import io.mien.making.importing.KeyReport.IgnoredKey;
import io.mien.making.importing.KeyReport.MisshapenKey;
import io.mien.making.importing.KeyReport.MissingKey;
import io.mien.making.importing.KeyReport.UnexpectedKey;
import io.mien.making.importing.KeyReport.UsedKey;
import io.mien.making.importing.MatchedWeight.Layout;
import io.mien.making.network.WeightSource;
import io.mien.models.ModelException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;

/**
 * Matches a checkpoint's keys with the weights that a model is made of, keeps account of every key, and reads the weights in
 * the layout that the networks ask for.
 *
 * <p>Keys are given here as {@link KeyPaths}: without what training tools put before and between their names.
 */
final class KeyMatching implements WeightSource {
    /** No dimension of a network is nearly as large; it keeps products of two of them in an int. */
    private static final long LARGEST_DIMENSION = 1 << 20;

    private static final int MOST_SHOWN = 5;

    private final Checkpoint checkpoint;
    private final Path file;
    private final String prefix;
    private final Map<String, StoredTensor> tensors;
    private final Map<String, String> reasons;
    private final Map<String, String> unexpected;
    private final LowRankUpdates lowRank;
    private final List<String> fruitless;
    private final Map<String, MatchedWeight> weights = new HashMap<>();
    private final Map<String, UsedKey> used = new HashMap<>();
    private final Map<String, String> ignored = new HashMap<>();
    private final List<MissingKey> missing = new ArrayList<>();
    private final List<MisshapenKey> misshapen = new ArrayList<>();

    KeyMatching(Checkpoint checkpoint) {
        this(checkpoint, CheckpointChoices.NONE);
    }

    KeyMatching(Checkpoint checkpoint, CheckpointChoices choices) {
        this.checkpoint = checkpoint;
        this.file = checkpoint.file();
        KeyPaths paths = KeyPaths.of(checkpoint.tensors().keySet());
        this.prefix = paths.prefix();
        PlacedKeys placed = new PlacedKeys(checkpoint, choices, paths);
        this.tensors = placed.tensors();
        this.reasons = placed.reasons();
        this.unexpected = placed.unexpected();
        this.fruitless = placed.fruitless();
        this.lowRank = LowRankUpdates.take(tensors, checkpoint, choices);
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

    /** Rows of the first of several matrices that is there, within what a network can have. */
    OptionalInt rows(List<String> keys) {
        return keys.stream()
                .filter(this::has)
                .limit(1)
                .map(this::tensor)
                .filter(tensor -> tensor.shape().size() == 2
                        && tensor.shape().get(0) > 0
                        && tensor.shape().get(0) <= LARGEST_DIMENSION)
                .mapToInt(tensor -> tensor.shape().get(0).intValue())
                .findFirst();
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
            if (!copy.shape().equals(taken.shape())) {
                misshapen.add(new MisshapenKey(copy.name(), describe(copy), describe(shape)));
            } else if (copy.isCopyOf(taken)) {
                ignore(other, (copy.isAliasOf(taken) ? "another name of " : "a copy of ") + taken.name());
            } else {
                unexpected.put(copy.name(), "other numbers than " + taken.name() + ", which is the same part");
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

    /** What became of every key. */
    KeyReport report() {
        List<UsedKey> inOrder = new ArrayList<>();
        List<IgnoredKey> unused = new ArrayList<>();
        Map<String, UnexpectedKey> refused = new LinkedHashMap<>();
        Map<String, String> pathOf = new HashMap<>();
        tensors.forEach((path, tensor) -> pathOf.put(tensor.name(), path));
        checkpoint.tensors().forEach((key, tensor) -> {
            String path = pathOf.getOrDefault(key, key);
            UsedKey use = tensor.equals(tensors.get(path)) ? used.get(path) : null;
            String target = lowRank.target(tensor);
            String reason = tensor.equals(tensors.get(path)) ? ignored.get(path) : null;
            if (use != null) {
                inOrder.add(use);
            } else if (target != null) {
                inOrder.add(new UsedKey(
                        key,
                        "merged into " + target,
                        tensor.shape(),
                        tensor.type().toString()));
            } else if (reasons.containsKey(key)) {
                unused.add(new IgnoredKey(key, reasons.getOrDefault(key, "")));
            } else if (unexpected.containsKey(key)) {
                refused.put(key, new UnexpectedKey(key, unexpected.getOrDefault(key, "")));
            } else if (reason != null) {
                unused.add(new IgnoredKey(key, reason));
            } else if (misshapen.stream().noneMatch(wrong -> wrong.key().equals(key))) {
                Optional<String> harmless = HarmlessKeys.reason(path, tensor);
                if (harmless.isPresent()) {
                    unused.add(new IgnoredKey(key, harmless.get()));
                } else {
                    String kind = KnownKeys.part(path).map(part -> part + ", ").orElse("");
                    refused.put(key, new UnexpectedKey(key, kind + describe(tensor)));
                }
            }
        });
        // What is no tensor comes first: it often is what is missing.
        Map<String, UnexpectedKey> all = new LinkedHashMap<>();
        unexpected.forEach((key, what) -> all.put(key, new UnexpectedKey(key, what)));
        all.putAll(refused);
        return new KeyReport(inOrder, unused, List.copyOf(all.values()), missing, misshapen);
    }

    /**
     * Refuses a file that is not the whole of a model and nothing else.
     *
     * @param model what it should be, for example {@code DFER-CLIP}
     * @throws ModelException saying what is wrong and what was found instead
     */
    void requireComplete(String model) {
        if (!fruitless.isEmpty()) {
            throw new ModelException("checkpoint " + file + ": --ignore " + fruitless.get(0)
                    + ": no key fits it (expected: a key as mien model inspect lists it, with * for any characters)");
        }
        report().requireComplete(file, model, form(), found());
    }

    /** What the file holds instead of plain weights, if it can be told. */
    private String form() {
        if (checkpoint.tensors().values().stream()
                                .filter(tensor -> tensor.elements() == 0)
                                .count()
                        * 2
                > checkpoint.tensors().size()) {
            return "most of its tensors are empty, as DeepSpeed's ZeRO leaves them whose parts are with each processor:"
                    + " python zero_to_fp32.py CHECKPOINT OUT, which DeepSpeed saved with it, makes one file of weights";
        }
        return missing.isEmpty() && misshapen.isEmpty()
                ? ""
                : KnownKeys.form(tensors.keySet())
                        .map(form -> "these are " + form)
                        .orElse("");
    }

    /** What a reader cannot see of the keys that are named: where they stand, and whose they look. */
    private String found() {
        List<String> clauses = new ArrayList<>();
        if (!prefix.isEmpty()) {
            clauses.add("keys begin with " + prefix);
        }
        List<String> models = KeyPaths.models(tensors.keySet());
        if (models.size() > 1) {
            clauses.add("these look like several models, under " + String.join(" and ", models));
        }
        if (!missing.isEmpty()) {
            KnownKeys.model(tensors.keySet())
                    .ifPresent(known -> clauses.add("this looks like " + known + ", which Mien does not read"));
            clauses.add("the file's keys are "
                    + checkpoint.tensors().keySet().stream().limit(MOST_SHOWN).collect(Collectors.joining(", "))
                    + (checkpoint.tensors().size() > MOST_SHOWN
                            ? ", … (" + checkpoint.tensors().size() + ")"
                            : ""));
        }
        return String.join("; ", clauses);
    }

    /** What was done to the file's keys, in sentences. */
    List<String> notes() {
        List<String> notes = new ArrayList<>();
        if (!prefix.isEmpty()) {
            notes.add("keys begin with " + prefix + ", which is left out");
        }
        if (!checkpoint.taken().isEmpty()) {
            notes.add("weights are those under " + checkpoint.taken()
                    + (checkpoint.alternatives().isEmpty()
                            ? ""
                            : "; the file also has " + String.join(", ", checkpoint.alternatives())
                                    + " (--weights NAME takes another)"));
        }
        notes.addAll(lowRank.notes());
        if (!leftOut().isEmpty()) {
            notes.add("left out as --ignore says: " + String.join(", ", leftOut()));
        }
        return notes;
    }

    /** Keys that were left out because a user said so. */
    List<String> leftOut() {
        return reasons.entrySet().stream()
                .filter(entry -> entry.getValue().startsWith("--ignore "))
                .map(Map.Entry::getKey)
                .toList();
    }

    @Override
    public float[] read(String name, long... shape) {
        MatchedWeight weight = weights.get(name);
        if (weight == null) {
            throw new ModelException("checkpoint " + file + ": no weight " + name + " in it");
        }
        List<Long> asked = LongStream.of(shape).boxed().toList();
        if (!weight.shape().equals(asked)) {
            throw new ModelException(
                    "checkpoint " + file + ": weight " + name + " is " + weight.shape() + " (expected: " + asked + ")");
        }
        return weight.floats();
    }

    private void take(String name, List<String> keys, Layout layout, long[] inFile, long... shape) {
        List<MatchedWeight.Part> parts = new ArrayList<>();
        for (String key : keys) {
            StoredTensor tensor = tensors.get(key);
            if (tensor == null) {
                missing.add(new MissingKey(prefix + key, describe(inFile)));
            } else if (!MatchedWeight.fits(tensor, inFile)) {
                misshapen.add(new MisshapenKey(tensor.name(), describe(tensor), "floats " + describe(inFile)));
            } else {
                parts.add(new MatchedWeight.Part(tensor, lowRank.of(key)));
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
            weights.put(
                    name, new MatchedWeight(parts, LongStream.of(shape).boxed().toList(), layout));
        }
    }

    private StoredTensor tensor(String key) {
        @Nullable StoredTensor tensor = tensors.get(key);
        if (tensor == null) {
            throw new IllegalArgumentException("no key " + key);
        }
        return tensor;
    }

    private static String describe(StoredTensor tensor) {
        return tensor.type() + " " + tensor.shape();
    }

    private static String describe(long... shape) {
        return LongStream.of(shape).boxed().toList().toString();
    }
}
