package io.mien.making.importing;

import io.mien.models.ModelException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Says what happens to every key of a checkpoint, and which keys it lacks.
 *
 * @param used keys of the file that a model is made of, in the file's order
 * @param ignored the file's other keys, in the file's order
 * @param unexpected the file's keys that are not used although nothing says that they do not matter
 * @param missing keys that a model needs and the file lacks
 * @param misshapen keys of another shape or type than the others ask for
 */
public record KeyReport(
        List<UsedKey> used,
        List<IgnoredKey> ignored,
        List<UnexpectedKey> unexpected,
        List<MissingKey> missing,
        List<MisshapenKey> misshapen) {
    private static final int MOST_SHOWN = 8;

    /**
     * A key that is used.
     *
     * @param key in the file
     * @param name of the weight that it becomes, in OpenAI's or DFER-CLIP's naming
     * @param shape of the tensor in the file
     * @param type of its elements, for example {@code float16}
     */
    public record UsedKey(String key, String name, List<Long> shape, String type) {}

    /**
     * A key that is not used.
     *
     * @param key in the file
     * @param reason why not
     */
    public record IgnoredKey(String key, String reason) {}

    /**
     * A key that may change what the model computes, and that nothing here computes.
     *
     * @param key in the file
     * @param what it looks like, for example {@code layer scale, float32 [128]}
     */
    public record UnexpectedKey(String key, String what) {}

    /**
     * A key that is not there.
     *
     * @param key that was looked for
     * @param expected its shape, for example {@code [768, 512]}, or what would be in it: {@code [width, embedding]}
     */
    public record MissingKey(String key, String expected) {}

    /**
     * A key of another shape or type.
     *
     * @param key in the file
     * @param found its type and shape, for example {@code float32 [768, 512]}
     * @param expected what follows from the other keys
     */
    public record MisshapenKey(String key, String found, String expected) {}

    public KeyReport {
        used = List.copyOf(used);
        ignored = List.copyOf(ignored);
        unexpected = List.copyOf(unexpected);
        missing = List.copyOf(missing);
        misshapen = List.copyOf(misshapen);
    }

    /** Whether everything needed is there, in the right shape, and nothing else that could matter. */
    public boolean isComplete() {
        return missing.isEmpty() && misshapen.isEmpty() && unexpected.isEmpty();
    }

    /**
     * Does nothing if the file is complete.
     *
     * @param file for the message
     * @param model what it should be, for example {@code DFER-CLIP}
     * @param form what the file holds instead, a clause; empty if there is nothing to say
     * @param found what the keys look like, a clause; empty if there is nothing to say
     * @throws ModelException naming what is missing, misshapen or one too many, and what was expected
     */
    void requireComplete(Path file, String model, String form, String found) {
        if (isComplete()) {
            return;
        }
        List<String> wrong = new ArrayList<>();
        misshapen.forEach(key -> wrong.add(key.key() + " is " + key.found() + " (expected: " + key.expected() + ")"));
        missing.forEach(key -> wrong.add(key.key() + " is missing (expected: " + key.expected() + ")"));
        List<String> parts = new ArrayList<>();
        if (!form.isEmpty()) {
            parts.add(form);
        }
        if (!wrong.isEmpty()) {
            parts.add("not the weights of " + model + ": " + shown(wrong));
        }
        if (!unexpected.isEmpty()) {
            parts.add("holds what " + model + " has not: "
                    + shown(unexpected.stream()
                            .map(key -> key.key() + " (" + key.what() + ")")
                            .toList())
                    + "; without it, this would be another model (expected: the weights of " + model
                    + " alone, or --ignore PATTERN for keys that do not matter)");
        }
        if (!found.isEmpty()) {
            parts.add(found);
        }
        throw new ModelException("checkpoint " + file + ": " + String.join("; ", parts));
    }

    private static String shown(List<String> all) {
        int shown = Math.min(all.size(), MOST_SHOWN);
        return String.join("; ", all.subList(0, shown))
                + (shown < all.size() ? "; and " + (all.size() - shown) + " more" : "");
    }
}
