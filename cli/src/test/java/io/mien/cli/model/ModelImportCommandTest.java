package io.mien.cli.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.mien.cli.InProcessMien;
import io.mien.cli.SharedFiles;
import io.mien.cli.terminal.ExitCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code mien model import}, {@code inspect} and {@code explain} on a checkpoint in the published format. */
final class ModelImportCommandTest {
    private static final double LOGIT_TOLERANCE = 1e-3;

    @TempDir
    Path folder;

    @Test
    void anImportedCheckpointClassifiesFoldersAsTheOriginalDoes() throws IOException {
        Path checkpoint = SharedFiles.fixture("dfer-clip/dfer-clip.pth");
        Path model = folder.resolve("model");
        InProcessMien.Result imported = InProcessMien.run(
                "model", "import", checkpoint.toString(), "--out", model.toString(), "--format", "json");
        assertThat(imported.json().at("/manifest/label_set/name").textValue()).isEqualTo("dfew-7");
        assertThat(imported.err()).contains("[1/4]", "[4/4]");
        assertThat(InProcessMien.run("model", "verify", model.toString()).exitCode())
                .isZero();

        List<String> arguments =
                new ArrayList<>(List.of("model", "classify", "--model", model.toString(), "--format", "json"));
        try (Stream<Path> clips = Files.list(SharedFiles.fixture("dfer-clip/eval/clips"))) {
            clips.sorted().map(Path::toString).forEach(arguments::add);
        }
        JsonNode classified =
                InProcessMien.run(arguments.toArray(String[]::new)).json();
        JsonNode expected = new ObjectMapper()
                .readTree(SharedFiles.fixture("dfer-clip/eval/expected.json").toFile())
                .get("logits");
        assertThat(classified).hasSameSizeAs(expected).isNotEmpty();
        for (int clip = 0; clip < expected.size(); clip++) {
            for (int label = 0; label < expected.get(clip).size(); label++) {
                assertThat(classified.get(clip).get("logits").get(label).doubleValue())
                        .as("clip %d, label %d", clip, label)
                        .isCloseTo(expected.get(clip).get(label).doubleValue(), within(LOGIT_TOLERANCE));
            }
        }

        JsonNode explained = InProcessMien.run("model", "explain", model.toString(), "--format", "json")
                .json();
        assertThat(explained.at("/labels/0/prompts/0/learned")).hasSize(8);
        assertThat(explained.at("/labels/0/prompts/0/learned/0/nearest/0").has("distance"))
                .isTrue();
    }

    @Test
    void inspectSaysWhatWouldBeUsed() throws IOException {
        JsonNode json = InProcessMien.run(
                        "model",
                        "inspect",
                        SharedFiles.fixture("dfer-clip/dfer-clip.pth").toString(),
                        "--format",
                        "json")
                .json();

        assertThat(json.get("kind").textValue()).isEqualTo("dfer-clip");
        assertThat(json.at("/keys/used")).isNotEmpty();
        assertThat(json.at("/keys/ignored/0/reason").textValue()).isNotBlank();
        assertThat(json.at("/keys/missing")).isEmpty();
    }

    @Test
    void whatIsNoCheckpointIsRefusedAndLeavesNothing() throws IOException {
        Path text = Files.writeString(folder.resolve("text.pth"), "no checkpoint");
        Path model = folder.resolve("model");

        assertThat(InProcessMien.run("model", "import", text.toString(), "--out", model.toString())
                        .refusal(ExitCode.MODEL))
                .contains("text.pth");
        try (Stream<Path> left = Files.list(folder)) {
            assertThat(left).containsExactly(text);
        }
        assertThat(InProcessMien.run("model", "import", text.toString(), "--out", "x", "--context-position", "top")
                        .refusal(ExitCode.USAGE))
                .contains("end, middle, front");
        assertThat(InProcessMien.run("model", "build", "--out", "x").refusal(ExitCode.USAGE))
                .contains("neither");
        assertThat(InProcessMien.run("model", "build", "--untrained", "--labels", "x", "--out", "x")
                        .refusal(ExitCode.USAGE))
                .contains("--labels: has no meaning");
    }
}
