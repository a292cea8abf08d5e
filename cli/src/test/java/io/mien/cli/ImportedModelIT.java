package io.mien.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A checkpoint as its authors' code saves it, imported by the command and run by the whole system. */
@Tag("long")
final class ImportedModelIT {
    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir
    Path folder;

    @Test
    void anImportedCheckpointReadsAVideoInTheStream() throws Exception {
        Path model = folder.resolve("model");
        Path file = folder.resolve("readings.jsonl");
        String checkpoint = SharedFiles.fixture("dfer-clip/dfer-clip.pth").toString();
        run(
                List.of("mien: keys begin with module., which is left out", "mien: weights are those under state_dict"),
                "import",
                "model",
                "import",
                checkpoint,
                "--out",
                model.toString());
        run(
                List.of(),
                "demo",
                "demo",
                "--model",
                model.toString(),
                "--input",
                SharedFiles.video("single_face.mp4"),
                "--detector",
                SharedFiles.yuNet(),
                "--port",
                "0",
                "--readings",
                file.toString());

        String digest = JSON.readTree(model.resolve("mien-model.json").toFile())
                .get("saved_model_digest")
                .asText();
        List<JsonNode> readings = new ArrayList<>();
        for (String line : Files.readAllLines(file)) {
            readings.add(JSON.readTree(line));
        }
        assertThat(readings).hasSize(5).allSatisfy(reading -> {
            assertThat(reading.at("/model/saved_model_digest").asText()).isEqualTo(digest);
            assertThat(reading.at("/model/untrained").asBoolean(true)).isFalse();
        });
        assertThat(readings)
                .filteredOn(reading -> reading.get("status").asText().equals("OK"))
                .hasSizeGreaterThanOrEqualTo(3)
                .allSatisfy(reading -> assertThat(reading.get("probabilities")).hasSize(7));
    }

    private void run(List<String> sentences, String name, String... arguments) throws Exception {
        try (ChildMien command = ChildMien.start(folder, name, arguments)) {
            assertThat(command.await(PATIENCE)).as(command.err()).isZero();
            assertThat(command.sentences()).isEqualTo(sentences);
        }
    }
}
