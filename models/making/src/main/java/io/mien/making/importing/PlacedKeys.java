package io.mien.making.importing;

import io.mien.making.checkpoint.Checkpoint;
import io.mien.making.checkpoint.OtherContent;
import io.mien.making.checkpoint.StoredTensor;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A checkpoint's tensors by their {@link KeyPaths}, one at each: of several that stand for the same part the one that counts,
 * and of the others why they do not, or that they contradict it.
 */
final class PlacedKeys {
    private static final Pattern TRAINED_COPY = Pattern.compile("(.*?)modules_to_save\\.[^.]+\\.(.*)");

    private final Checkpoint checkpoint;
    private final Optional<LowRankSettings> adapter;
    private final Map<String, StoredTensor> tensors = new LinkedHashMap<>();
    private final Map<String, String> reasons = new LinkedHashMap<>();
    private final Map<String, String> unexpected = new LinkedHashMap<>();
    private final List<String> fruitless;

    PlacedKeys(Checkpoint checkpoint, CheckpointChoices choices, KeyPaths paths) {
        this.checkpoint = checkpoint;
        this.adapter = checkpoint.added().isEmpty() ? Optional.empty() : LowRankUpdates.settings(checkpoint, choices);
        checkpoint.tensors().forEach((key, tensor) -> {
            Optional<String> pattern = choices.ignoring(key);
            if (pattern.isPresent()) {
                reasons.put(key, "--ignore " + pattern.get());
            } else {
                place(paths.paths().getOrDefault(key, key), tensor);
            }
        });
        replaceOriginals();
        for (OtherContent other : checkpoint.others()) {
            Optional<String> pattern = choices.ignoring(other.name());
            if (pattern.isPresent()) {
                reasons.put(other.name(), "--ignore " + pattern.get());
            } else if (!HarmlessKeys.isRandomState(other.name())
                    && (other.kind() == OtherContent.Kind.KEY || other.kind() == OtherContent.Kind.TENSORS)) {
                unexpected.put(other.name(), other.description());
            }
        }
        this.fruitless = choices.ignored().stream()
                .filter(pattern -> !reasons.containsValue("--ignore " + pattern))
                .toList();
    }

    /** By path; the caller may take some away. */
    Map<String, StoredTensor> tensors() {
        return tensors;
    }

    /** Why a key of the file is not used, by key. */
    Map<String, String> reasons() {
        return reasons;
    }

    /** What is wrong with a key of the file, by key; the caller may add more. */
    Map<String, String> unexpected() {
        return unexpected;
    }

    /** Patterns of keys to be ignored that no key fits. */
    List<String> fruitless() {
        return fruitless;
    }

    private void place(String path, StoredTensor tensor) {
        StoredTensor first = tensors.putIfAbsent(path, tensor);
        if (first != null) {
            if (tensor.isCopyOf(first)) {
                reasons.put(
                        tensor.name(), (tensor.isAliasOf(first) ? "another name of " : "a copy of ") + first.name());
            } else if (isTrainedBeside(tensor)) {
                tensors.put(path, tensor);
                reasons.put(first.name(), "replaced by " + tensor.name() + ", which was trained");
            } else {
                unexpected.put(
                        tensor.name(),
                        "other numbers for what " + first.name() + " is; of two models, --weights or"
                                + " --ignore takes one");
            }
        }
    }

    private boolean isTrainedBeside(StoredTensor tensor) {
        return checkpoint.added().contains(tensor.name())
                && adapter.filter(settings -> settings.replaces(tensor.name())).isPresent();
    }

    /** peft keeps what it began with beside what it trained. */
    private void replaceOriginals() {
        for (String path : List.copyOf(tensors.keySet())) {
            Matcher trained = TRAINED_COPY.matcher(path);
            StoredTensor tensor = tensors.get(path);
            if (trained.matches() && tensor != null) {
                String own = trained.group(1) + trained.group(2);
                StoredTensor original = tensors.remove(trained.group(1) + "original_module." + trained.group(2));
                if (original != null) {
                    reasons.put(original.name(), "replaced by " + tensor.name() + ", which was trained");
                }
                tensors.remove(path);
                place(own, tensor);
            }
        }
    }
}
