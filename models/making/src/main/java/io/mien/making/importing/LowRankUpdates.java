package io.mien.making.importing;

import io.mien.making.checkpoint.Checkpoint;
import io.mien.making.checkpoint.OtherContent;
import io.mien.making.checkpoint.StoredTensor;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Finds a checkpoint's low-rank matrices and the matrices that they belong to, in the forms of peft and loralib. Those that
 * nothing says how to merge stay among the keys, where they are refused by name.
 */
final class LowRankUpdates {
    /** peft's update of a {@code MultiheadAttention}'s output, whose settings are the attention's. */
    private static final Pattern ATTENTION_OUTPUT = Pattern.compile("(.+)\\.base_layer\\.out_proj");

    private static final Pattern DOWN = Pattern.compile("(.+)\\.lora_A(?:\\.(?!weight$)([^.]+))?(?:\\.weight)?");

    private final Map<String, StoredTensor> tensors;
    private final Optional<LowRankSettings> settings;
    private final OptionalDouble alpha;
    private final Map<String, LowRankUpdate> updates = new LinkedHashMap<>();
    private final Map<StoredTensor, String> merged = new LinkedHashMap<>();

    private LowRankUpdates(
            Map<String, StoredTensor> tensors, Optional<LowRankSettings> settings, OptionalDouble alpha) {
        this.tensors = tensors;
        this.settings = settings;
        this.alpha = alpha;
    }

    /**
     * Takes them out of a checkpoint's tensors.
     *
     * @param tensors by path; those that are merged are removed
     */
    static LowRankUpdates take(Map<String, StoredTensor> tensors, Checkpoint checkpoint, CheckpointChoices choices) {
        boolean any =
                tensors.keySet().stream().anyMatch(path -> DOWN.matcher(path).matches());
        Optional<LowRankSettings> settings = any ? settings(checkpoint, choices) : Optional.empty();
        settings.ifPresent(found -> found.requireAlpha(choices.lowRankAlpha()));
        OptionalDouble alpha = choices.lowRankAlpha().isPresent() ? choices.lowRankAlpha() : remarked(checkpoint);
        LowRankUpdates updates = new LowRankUpdates(tensors, settings, alpha);
        List.copyOf(tensors.keySet()).forEach(updates::takeOne);
        return updates;
    }

    /** What peft says of them, beside them. */
    static Optional<LowRankSettings> settings(Checkpoint checkpoint, CheckpointChoices choices) {
        Path beside = choices.lowRank().orElse(checkpoint.file());
        Path folder =
                Files.isDirectory(beside) ? beside : beside.toAbsolutePath().getParent();
        return folder == null
                ? Optional.empty()
                : LowRankSettings.in(folder, choices.lowRank().isPresent());
    }

    /** Some scripts save it beside the weights. */
    private static OptionalDouble remarked(Checkpoint checkpoint) {
        double[] alphas = checkpoint.others().stream()
                .filter(other ->
                        other.name().equals("lora_alpha") || other.name().endsWith(".lora_alpha"))
                .map(OtherContent::description)
                .filter(text -> text.matches("\\d+(\\.\\d+)?"))
                .mapToDouble(Double::parseDouble)
                .distinct()
                .toArray();
        // Of several nothing says which module has which.
        return alphas.length == 1 ? OptionalDouble.of(alphas[0]) : OptionalDouble.empty();
    }

    private void takeOne(String downPath) {
        Matcher named = DOWN.matcher(downPath);
        StoredTensor down = tensors.get(downPath);
        if (!named.matches() || down == null) {
            return;
        }
        String module = named.group(1);
        String upPath = downPath.substring(0, module.length())
                + downPath.substring(module.length()).replace("lora_A", "lora_B");
        StoredTensor up = tensors.get(upPath);
        if (up == null) {
            return;
        }
        Optional<String> target = Stream.of(module + ".weight", module + ".in_proj_weight", module)
                .filter(path -> fits(tensors.get(path), down, up))
                .findFirst();
        String alphaPath = module + ".alpha";
        OptionalDouble scale = scale(module, down, tensors.get(alphaPath));
        if (target.isEmpty() || scale.isEmpty() || updates.containsKey(target.get())) {
            return;
        }
        updates.put(target.get(), new LowRankUpdate(down, up, scale.getAsDouble()));
        for (String path : List.of(downPath, upPath, alphaPath)) {
            StoredTensor taken = tensors.remove(path);
            if (taken != null) {
                merged.put(taken, target.get());
            }
        }
    }

    private static boolean fits(@Nullable StoredTensor matrix, StoredTensor down, StoredTensor up) {
        return matrix != null && LowRankUpdate.fits(matrix, down, up);
    }

    private OptionalDouble scale(String module, StoredTensor down, @Nullable StoredTensor own) {
        String inFile = down.name().substring(0, down.name().lastIndexOf(".lora_A"));
        Matcher output = ATTENTION_OUTPUT.matcher(inFile);
        if (!output.matches()) {
            return scale(module, inFile, down, own);
        }
        return settings.map(peft -> OptionalDouble.of(peft.timesOfAttentionOutput()
                        * peft.scale(module, output.group(1), down.shape().get(0))))
                .orElse(OptionalDouble.empty());
    }

    private OptionalDouble scale(String module, String inFile, StoredTensor down, @Nullable StoredTensor own) {
        long rank = down.shape().get(0);
        if (settings.isPresent()) {
            return OptionalDouble.of(settings.get().scale(module, inFile, rank));
        } else if (own != null && own.elements() == 1) {
            return OptionalDouble.of(LowRankSettings.scale(own.floats()[0], rank, false));
        } else if (alpha.isPresent()) {
            return OptionalDouble.of(LowRankSettings.scale(alpha.getAsDouble(), rank, false));
        }
        return OptionalDouble.empty();
    }

    /** The update of a matrix; null if it has none. */
    @Nullable
    LowRankUpdate of(String path) {
        return updates.get(path);
    }

    /** Where a tensor went; null if it is none of the merged ones. */
    @Nullable
    String target(StoredTensor tensor) {
        return merged.get(tensor);
    }

    /** Merged matrices, in a sentence; none if there are none. */
    List<String> notes() {
        List<String> notes = new ArrayList<>();
        if (!updates.isEmpty()) {
            notes.add("merged " + updates.size() + " low-rank updates, scale "
                    + updates.values().stream()
                            .map(LowRankUpdate::scale)
                            .distinct()
                            .toList());
        }
        return notes;
    }
}
