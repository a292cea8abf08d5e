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
 * @param missing keys that a model needs and the file lacks
 * @param misshapen keys of another shape or type than the others ask for
 */
public record KeyReport(
        List<UsedKey> used, List<IgnoredKey> ignored, List<MissingKey> missing, List<MisshapenKey> misshapen) {
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
        missing = List.copyOf(missing);
        misshapen = List.copyOf(misshapen);
    }

    /** Whether everything needed is there, in the right shape. */
    public boolean isComplete() {
        return missing.isEmpty() && misshapen.isEmpty();
    }

    /**
     * Does nothing if the file is complete.
     *
     * @param file for the message
     * @param model what it should be, for example {@code DFER-CLIP}
     * @throws ModelException naming what is missing or misshapen, and what was expected
     */
    public void requireComplete(Path file, String model) {
        if (isComplete()) {
            return;
        }
        List<String> wrong = new ArrayList<>();
        misshapen.forEach(key -> wrong.add(key.key() + " is " + key.found() + " (expected: " + key.expected() + ")"));
        missing.forEach(key -> wrong.add(key.key() + " is missing (expected: " + key.expected() + ")"));
        int shown = Math.min(wrong.size(), MOST_SHOWN);
        throw new ModelException("checkpoint " + file + ": not the weights of " + model + ": "
                + String.join("; ", wrong.subList(0, shown))
                + (shown < wrong.size() ? "; and " + (wrong.size() - shown) + " more" : ""));
    }
}
