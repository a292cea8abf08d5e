package io.mien.making.importing;

import com.fasterxml.jackson.databind.JsonNode;
import io.mien.models.ModelException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * What peft writes of low-rank matrices beside them, in {@code adapter_config.json}.
 *
 * @param file where it is
 * @param alpha what updates are multiplied with, times their rank
 * @param byRoot whether it is divided by the rank's root instead of the rank
 * @param whole names of modules that were trained whole, which take the place of the weights'
 * @param biases whether biases were trained too
 * @param version of peft, which wrote it; empty of versions before 0.18, which did not say
 * @param alphas other alphas, by a pattern of what a module's name ends with
 */
record LowRankSettings(
        Path file,
        double alpha,
        boolean byRoot,
        Set<String> whole,
        boolean biases,
        Optional<String> version,
        Map<String, Double> alphas) {
    static final String NAME = "adapter_config.json";

    /** Settings that change nothing about how matrices are merged, or that the matrices themselves say. */
    private static final Set<String> HARMLESS = Set.of(
            "peft_type",
            "task_type",
            "auto_mapping",
            "peft_version",
            "base_model_name_or_path",
            "parent_library",
            "revision",
            "inference_mode",
            "r",
            "lora_alpha",
            "lora_dropout",
            "target_modules",
            "exclude_modules",
            "bias",
            "use_rslora",
            "init_lora_weights",
            "modules_to_save",
            "layers_to_transform",
            "layers_pattern",
            "rank_pattern",
            "alpha_pattern",
            "megatron_config",
            "megatron_core",
            "trainable_token_indices",
            "loftq_config",
            "eva_config",
            "qalora_group_size",
            "ensure_weight_tying",
            "runtime_config");

    /** Ways to begin that leave the weights as they are; the others take what they begin with out of them. */
    private static final Set<String> PLAIN_BEGINNINGS = Set.of("gaussian", "eva", "orthogonal");

    /** What peft puts before a module's name in its own model. */
    private static final String PEFT_MODEL = "base_model.model.";

    private static final Pattern ADDING_TWICE = Pattern.compile("0\\.(1?\\d|20|21\\.[012])(\\..*)?");

    LowRankSettings {
        whole = Set.copyOf(whole);
        alphas = new LinkedHashMap<>(alphas);
    }

    /**
     * Reads it.
     *
     * @param apart whether the matrices lie apart from the weights, which then are those that the training began with
     * @return empty if there is none in the folder
     * @throws ModelException if it asks for something else than plain low-rank updates
     */
    static Optional<LowRankSettings> in(Path folder, boolean apart) {
        return SideFile.read(folder.resolve(NAME)).map(file -> of(file.path(), file.json(), apart));
    }

    private static LowRankSettings of(Path file, JsonNode json, boolean apart) {
        String type = json.path("peft_type").asText("LORA");
        List<String> other = new ArrayList<>();
        if (!type.equals("LORA")) {
            other.add("peft_type " + type);
        }
        for (Map.Entry<String, JsonNode> setting : json.properties()) {
            if (!HARMLESS.contains(setting.getKey()) && isSet(setting.getValue())) {
                other.add(setting.getKey());
            }
        }
        JsonNode beginning = json.path("init_lora_weights");
        if (apart && beginning.isTextual() && !PLAIN_BEGINNINGS.contains(beginning.asText())) {
            other.add(
                    "init_lora_weights " + beginning.asText() + ", which also changes the weights that it is added to");
        }
        if (!json.path("lora_alpha").isNumber() || !other.isEmpty()) {
            throw new ModelException(file + ": " + (other.isEmpty() ? "no lora_alpha" : String.join(", ", other))
                    + " (expected: plain low-rank updates, with lora_alpha; merge them where they were trained, with"
                    + " merge_and_unload())");
        }
        Map<String, Double> alphas = new LinkedHashMap<>();
        json.path("alpha_pattern")
                .properties()
                .forEach(entry -> alphas.put(entry.getKey(), entry.getValue().asDouble()));
        Set<String> whole = new LinkedHashSet<>();
        json.path("modules_to_save").forEach(name -> whole.add(name.asText()));
        return new LowRankSettings(
                file,
                json.path("lora_alpha").asDouble(),
                json.path("use_rslora").asBoolean(),
                whole,
                !json.path("bias").asText("none").equals("none"),
                Optional.ofNullable(json.path("peft_version").textValue()),
                alphas);
    }

    /** Whether a tensor beside the matrices takes the place of one of the weights. */
    boolean replaces(String key) {
        return (biases && key.endsWith(".bias"))
                || whole.stream().anyMatch(module -> ("." + key).contains("." + module + "."));
    }

    private static boolean isSet(JsonNode value) {
        return value.isContainerNode()
                ? !value.isEmpty()
                : !value.isNull() && !value.asText().equals("false");
    }

    /**
     * What a module's update is multiplied with. Patterns are of the names that the model had where it was trained, which may
     * stand in a module of a script's own.
     *
     * @param path of the module, as it is called here
     * @param inFile what the file calls it
     */
    double scale(String path, String inFile, long rank) {
        int trained = inFile.indexOf(PEFT_MODEL);
        List<String> names =
                trained < 0 ? List.of(inFile, path) : List.of(inFile.substring(trained + PEFT_MODEL.length()));
        double own = alphas.entrySet().stream()
                .filter(entry ->
                        names.stream().anyMatch(name -> Pattern.matches("(.*\\.)?(" + entry.getKey() + ")", name)))
                .map(Map.Entry::getValue)
                .findFirst()
                .orElse(alpha);
        return scale(own, rank, byRoot);
    }

    /**
     * How often peft adds the update of a {@code MultiheadAttention}'s output. Its {@code merge} adds the product to the weights
     * and then has the output's own layer add it once more (seen in 0.21.2); since its {@code forward} merges too, that is also
     * what was trained.
     *
     * @throws ModelException for versions of which that was not seen: it may have been mended
     */
    int timesOfAttentionOutput() {
        if (version.isPresent() && !ADDING_TWICE.matcher(version.get()).matches()) {
            throw new ModelException(file + ": peft_version " + version.get()
                    + ", with an update of a MultiheadAttention's output, which peft adds twice up to 0.21.2 (expected: a"
                    + " version up to that; merge it where it was trained, with merge_and_unload())");
        }
        return 2;
    }

    static double scale(double alpha, long rank, boolean byRoot) {
        return alpha / (byRoot ? Math.sqrt((double) rank) : (double) rank);
    }

    /** The alpha that was given, unless this one says another. */
    void requireAlpha(OptionalDouble given) {
        if (given.isPresent() && given.getAsDouble() != alpha) {
            throw new ModelException(file + ": lora_alpha " + alpha + " (--low-rank-alpha says " + given.getAsDouble()
                    + "; leave one of them out)");
        }
    }
}
