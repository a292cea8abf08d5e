package io.mien.making.importing;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.mien.models.ModelException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * A JSON file beside weights.
 *
 * @param path where it is
 * @param json what it says
 */
record SideFile(Path path, JsonNode json) {
    private static final long MOST_BYTES = 4 << 20;
    private static final JsonMapper JSON = new JsonMapper();

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
}
