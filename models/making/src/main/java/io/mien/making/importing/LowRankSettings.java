package io.mien.making.importing;

import com.fasterxml.jackson.databind.JsonNode;
import io.mien.models.ModelException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.regex.Pattern;

/**
 * What peft writes of low-rank matrices beside them, in {@code adapter_config.json}.
 *
 * @param file where it is
 * @param alpha what updates are multiplied with, times their rank
 * @param byRoot whether it is divided by the rank's root instead of the rank
 * @param alphas other alphas, for modules whose name ends so
 */
record LowRankSettings(Path file, double alpha, boolean byRoot, Map<String, Double> alphas) {
    static final String NAME = "adapter_config.json";

    /** What would change how they are merged, in ways that are not known here. */
    private static final List<String> OTHER_WAYS = List.of("use_dora", "fan_in_fan_out", "lora_bias", "use_qalora");

    LowRankSettings {
        alphas = new LinkedHashMap<>(alphas);
    }

    /**
     * Reads it.
     *
     * @return empty if there is none in the folder
     * @throws ModelException if it asks for something else than plain low-rank updates
     */
    static Optional<LowRankSettings> in(Path folder) {
        return SideFile.read(folder.resolve(NAME)).map(file -> of(file.path(), file.json()));
    }

    private static LowRankSettings of(Path file, JsonNode json) {
        String type = json.path("peft_type").asText("LORA");
        List<String> other = new ArrayList<>();
        if (!type.equals("LORA")) {
            other.add("peft_type " + type);
        }
        OTHER_WAYS.stream().filter(way -> json.path(way).asBoolean()).forEach(other::add);
        if (!json.path("lora_alpha").isNumber() || !other.isEmpty()) {
            throw new ModelException(file + ": " + (other.isEmpty() ? "no lora_alpha" : String.join(", ", other))
                    + " (expected: plain low-rank updates, with lora_alpha; merge them where they were trained, with"
                    + " merge_and_unload())");
        }
        Map<String, Double> alphas = new LinkedHashMap<>();
        json.path("alpha_pattern")
                .properties()
                .forEach(entry -> alphas.put(entry.getKey(), entry.getValue().asDouble()));
        return new LowRankSettings(
                file,
                json.path("lora_alpha").asDouble(),
                json.path("use_rslora").asBoolean(),
                alphas);
    }

    /** What a module's update is multiplied with. */
    double scale(String module, long rank) {
        double own = alphas.entrySet().stream()
                .filter(entry -> Pattern.matches("(.*\\.)?(" + entry.getKey() + ")", module))
                .map(Map.Entry::getValue)
                .findFirst()
                .orElse(alpha);
        return scale(own, rank, byRoot);
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
