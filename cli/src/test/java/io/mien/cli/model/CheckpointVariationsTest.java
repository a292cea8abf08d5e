package io.mien.cli.model;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.mien.cli.InProcessMien;
import io.mien.models.testkit.RecordedFolders;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Checkpoints in the forms that training tools leave them in, imported by the command line and held against PyTorch's logits.
 * {@code models/making/src/differential/checkpoints.py} makes them; {@code -Dmien.checkpoints=FOLDER} takes more than the
 * recorded ones.
 */
final class CheckpointVariationsTest {
    /** Of the logits, as a part of what cosines are multiplied with. */
    private static final double TOLERANCE = 1e-4;

    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir
    @SuppressWarnings("NullAway.Init") // set by JUnit
    private Path folder;

    @Test
    void eachHasThePyTorchModelsLogits() throws IOException {
        List<Path> cases = RecordedFolders.of("checkpoints", folder.resolve("recorded"));
        List<String> wrong = new ArrayList<>();
        double largest = 0;
        for (Path given : cases) {
            JsonNode said = JSON.readTree(given.resolve("case.json").toFile());
            String kind = given.getFileName() + ", " + said.get("kind").textValue() + ": ";
            Path built = folder.resolve("package-" + given.getFileName());
            InProcessMien.Result imported = InProcessMien.run(arguments(said, given.resolveSibling(""), built));
            if (imported.exitCode() != 0) {
                wrong.add(kind + imported.err().strip());
                continue;
            }
            double difference = difference(said, classified(given, built));
            largest = Math.max(largest, difference);
            if (!(difference <= TOLERANCE)) {
                wrong.add(kind + "off by " + difference);
            }
        }
        System.out.println("checkpoints: " + (cases.size() - wrong.size()) + " of " + cases.size()
                + " as PyTorch, the largest difference " + largest);
        assertThat(wrong).isEmpty();
        assertThat(cases).isNotEmpty();
    }

    /** Recorded with paths below their common folder, which are written {@code @/…}; the package goes elsewhere. */
    private static String[] arguments(JsonNode said, Path root, Path built) {
        List<String> arguments = new ArrayList<>();
        said.get("arguments")
                .forEach(argument -> arguments.add(argument.textValue().replaceFirst("^@/", root.toString() + "/")));
        arguments.set(arguments.indexOf("--out") + 1, built.toString());
        return arguments.toArray(String[]::new);
    }

    private static JsonNode classified(Path given, Path built) throws IOException {
        return InProcessMien.run(
                        "model",
                        "classify",
                        "--model",
                        built.toString(),
                        "--format",
                        "json",
                        given.resolveSibling("0.png").toString(),
                        given.resolveSibling("1.png").toString())
                .json();
    }

    private static double difference(JsonNode said, JsonNode classified) {
        JsonNode expected = said.get("logits");
        assertThat(classified).hasSameSizeAs(expected);
        double largest = 0;
        for (int picture = 0; picture < expected.size(); picture++) {
            JsonNode logits = classified.get(picture).get("logits");
            assertThat(logits).hasSameSizeAs(expected.get(picture));
            for (int label = 0; label < logits.size(); label++) {
                double off = logits.get(label).doubleValue()
                        - expected.get(picture).get(label).doubleValue();
                largest = Math.max(largest, Math.abs(off) / said.get("scale").doubleValue());
            }
        }
        return largest;
    }
}
