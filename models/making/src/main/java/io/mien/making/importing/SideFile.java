package io.mien.making.importing;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.mien.making.network.PixelNormalization;
import io.mien.models.ModelException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * A JSON file beside weights.
 *
 * @param path where it is
 * @param json what it says
 */
record SideFile(Path path, JsonNode json) {
    private static final long MOST_BYTES = 4 << 20;
    /** Python writes a number that is none as NaN, which JSON has not. */
    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS)
            .build();

    /** Names of Pillow's filters, by its numbers. */
    private static final List<String> FILTERS = List.of("nearest", "lanczos", "bilinear", "bicubic", "box", "hamming");

    /**
     * Reads one.
     *
     * @return empty if there is none
     * @throws ModelException if it is there and no JSON
     */
    static Optional<SideFile> read(Path file) {
        if (!Files.isRegularFile(file)) {
            return Optional.empty();
        }
        try {
            if (Files.size(file) > MOST_BYTES) {
                throw new ModelException(file + ": over " + MOST_BYTES + " bytes (expected: a model's settings)");
            }
            return Optional.of(new SideFile(file, JSON.readTree(Files.readAllBytes(file))));
        } catch (JsonProcessingException e) {
            throw new ModelException(
                    file + ": no JSON: " + e.getOriginalMessage()
                            + " (expected: the settings of the weights beside it)",
                    e);
        } catch (IOException e) {
            throw new ModelException(file + ": cannot be read: " + e, e);
        }
    }

    /** A setting, or what its library takes where it is not set. */
    OptionalInt number(JsonNode config, String name, int otherwise) {
        JsonNode value = config.path(name);
        if (value.isMissingNode() || value.isNull()) {
            return OptionalInt.of(otherwise);
        }
        if (!value.canConvertToInt()) {
            throw new ModelException(path + ": " + name + " " + value + " (expected: a whole number)");
        }
        return OptionalInt.of(value.asInt());
    }

    Optional<PixelNormalization> normalization(JsonNode mean, JsonNode deviation) {
        if (!mean.isArray() || !deviation.isArray()) {
            return Optional.empty();
        }
        List<Double> means = new ArrayList<>();
        mean.forEach(value -> means.add(value.asDouble()));
        List<Double> deviations = new ArrayList<>();
        deviation.forEach(value -> deviations.add(value.asDouble()));
        try {
            return Optional.of(new PixelNormalization(means, deviations));
        } catch (IllegalArgumentException e) {
            throw new ModelException(path + ": " + e.getMessage(), e);
        }
    }

    static Optional<String> resampling(JsonNode filter) {
        if (filter.isInt() && filter.asInt() >= 0 && filter.asInt() < FILTERS.size()) {
            return Optional.of(FILTERS.get(filter.asInt()));
        }
        return filter.isTextual() ? Optional.of(filter.asText()) : Optional.empty();
    }
}
