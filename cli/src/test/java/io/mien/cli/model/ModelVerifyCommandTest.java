package io.mien.cli.model;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mien.cli.InProcessMien;
import io.mien.cli.terminal.ExitCode;
import io.mien.demonstration.DemonstrationModel;
import io.mien.making.build.UntrainedModel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code mien model verify} and {@code inspect}, on packages. */
final class ModelVerifyCommandTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir
    Path folder;

    private Path model = Path.of("");

    @BeforeEach
    void build() {
        model = folder.resolve("model");
        UntrainedModel.build(model, UntrainedModel.Size.TINY, 3);
    }

    @Test
    void aPackageThatIsAsItWasBuiltPasses() throws IOException {
        JsonNode json = InProcessMien.run("model", "verify", model.toString(), "--format", "json")
                .json();

        assertThat(json.get("folder").textValue()).isEqualTo(model.toString());
        assertThat(json.at("/self_check/passed").booleanValue()).isTrue();
        assertThat(json.at("/manifest/family").textValue()).isEqualTo("dfer-clip");
        assertThat(json.at("/manifest/label_set/labels")).hasSize(7);
        assertThat(InProcessMien.run("model", "verify", model.toString()).out())
                .contains("untrained-tiny untrained-seed-3", "self-check     passed");
        JsonNode inspected = InProcessMien.run("model", "inspect", model.toString(), "--format", "json")
                .json();
        assertThat(inspected.get("manifest")).isEqualTo(json.get("manifest"));
        assertThat(inspected.has("self_check")).isFalse();
    }

    @Test
    void theDemonstrationModelIsHeldAgainstWhatItSaysOfUnlikenessToo() throws IOException {
        String demonstration =
                DemonstrationModel.copyTo(folder.resolve("demonstration")).toString();

        JsonNode json = InProcessMien.run("model", "verify", demonstration, "--format", "json")
                .json();

        assertThat(json.at("/self_check/unlikeness_difference").isNumber()).isTrue();
        assertThat(InProcessMien.run("model", "verify", demonstration).out()).contains(", unlikeness within ");
        assertThat(InProcessMien.run("model", "verify", model.toString()).out())
                .as("of a model that cannot tell")
                .contains("self-check     passed")
                .doesNotContain("unlikeness");
    }

    @Test
    void aChangedFileIsNamed() throws IOException {
        Path golden = model.resolve("golden.json");
        Files.writeString(golden, Files.readString(golden) + " ");

        assertThat(InProcessMien.run("model", "verify", model.toString()).refusal(ExitCode.MODEL))
                .contains("golden.json", "the manifest says");
        assertThat(InProcessMien.run("model", "verify", folder.toString()).refusal(ExitCode.MODEL))
                .contains("no mien-model.json");
    }

    @Test
    void aModelThatSaysSomethingElseNowFails() throws Exception {
        Path golden = model.resolve("golden.json");
        ObjectNode recorded = (ObjectNode) JSON.readTree(golden.toFile());
        ArrayNode logits = (ArrayNode) recorded.get("logits");
        logits.set(2, logits.get(2).floatValue() + 0.01f);
        Files.writeString(golden, recorded.toString());
        listAnew(golden);

        InProcessMien.Result result = InProcessMien.run("model", "verify", model.toString());

        assertThat(result.refusal(ExitCode.MODEL)).contains("its self-check is off by", "0.0100 in logits");
        assertThat(result.out()).contains("self-check     FAILED");
    }

    /** Makes the manifest agree with a changed file: somebody who changes a package on purpose can do this. */
    private void listAnew(Path file) throws IOException, NoSuchAlgorithmException {
        Path manifest = model.resolve("mien-model.json");
        byte[] bytes = Files.readAllBytes(file);
        ObjectNode json = (ObjectNode) JSON.readTree(manifest.toFile());
        for (JsonNode listed : json.get("attachments")) {
            if (listed.get("path").textValue().equals(String.valueOf(file.getFileName()))) {
                ((ObjectNode) listed).put("bytes", bytes.length);
                String digest = HexFormat.of()
                        .formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
                ((ObjectNode) listed).put("sha256", digest);
            }
        }
        JSON.writeValue(manifest.toFile(), json);
    }
}
