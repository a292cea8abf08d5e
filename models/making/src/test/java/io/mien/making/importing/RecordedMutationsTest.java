package io.mien.making.importing;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.json.JsonReadFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.mien.making.checkpoint.Checkpoint;
import io.mien.making.network.GoldenNumbers;
import io.mien.models.ModelException;
import io.mien.models.testkit.RecordedFolders;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Checkpoints with seeded damage, of which PyTorch's strict loading was asked what they are: each is read with the same weights
 * and computes the same features, or is refused with a sentence. {@code src/differential/mutations.py} makes them; {@code
 * -Dmien.mutations=FOLDER} takes more than the recorded ones.
 */
final class RecordedMutationsTest {
    /** Numbers that are none are what PyTorch computes of damaged weights. */
    private static final ObjectMapper JSON = JsonMapper.builder()
            .enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS)
            .build();

    @TempDir
    @SuppressWarnings("NullAway.Init") // set by JUnit
    private Path folder;

    @Test
    void eachIsWhatPyTorchMakesOfItOrRefused() throws IOException {
        int read = 0;
        int refused = 0;
        int refusedByPyTorch = 0;
        List<String> wrong = new ArrayList<>();
        for (Path given : RecordedFolders.of("mutations", folder)) {
            JsonNode said = JSON.readTree(given.resolve("case.json").toFile());
            try {
                requireSame(given, said);
                read++;
            } catch (ModelException e) {
                assertThat(e.getMessage())
                        .as(said.get("kind").textValue())
                        .contains(" ")
                        .hasSizeLessThan(4000);
                refused++;
                refusedByPyTorch += said.has("refused") ? 1 : 0;
            } catch (AssertionError | RuntimeException e) {
                wrong.add(given.getFileName() + ", " + said.get("kind").textValue() + ": " + e);
            }
        }
        System.out.println("mutations: " + read + " read as PyTorch reads them, " + refused + " refused, "
                + refusedByPyTorch + " of them by PyTorch too, " + wrong.size() + " wrong");
        assertThat(wrong).isEmpty();
        assertThat(read).isGreaterThan((read + refused) / 5);
        assertThat(refused).isPositive();
    }

    private static void requireSame(Path given, JsonNode said) throws IOException {
        try (Checkpoint checkpoint =
                Checkpoint.open(given.resolve(said.get("file").textValue()))) {
            ClipWeights weights = ClipWeights.of(checkpoint);
            ClipSettings settings = ClipSettings.of(checkpoint, weights, Optional.empty());
            if (said.has("refused")) {
                // As a package does, which reads every weight.
                ClipFeatures.of(weights, settings, blank(settings), ends(weights));
                assertThat(weights.logitScale()).isFinite();
                throw new AssertionError(
                        "read, and PyTorch refuses it: " + said.get("refused").textValue());
            }
            MessageDigest digest = sha256();
            for (Map.Entry<String, long[]> weight : shapes(said).entrySet()) {
                digest.update(littleEndian(weights.read(weight.getKey(), weight.getValue())));
            }
            assertThat(HexFormat.of().formatHex(digest.digest()))
                    .as("the weights' digest")
                    .isEqualTo(said.get("sha256").textValue());
            ClipFeatures features = ClipFeatures.of(
                    weights,
                    settings,
                    HexFormat.of().parseHex(said.get("pictures").textValue()),
                    JSON.createArrayNode().add(said.get("tokens")));
            requireRows(features.image(), said.get("image_features"));
            requireRows(features.text(), said.get("text_features"));
        }
    }

    private static byte[] blank(ClipSettings settings) {
        int side = settings.vision().image();
        return new byte[side * side * 3];
    }

    private static JsonNode ends(ClipWeights weights) {
        return JSON.createArrayNode()
                .add(JSON.createArrayNode().add(0).add(weights.size().vocabulary() - 1));
    }

    private static void requireRows(float[] features, JsonNode expected) {
        GoldenNumbers.requireRows(features, expected, expected.get(0).size(), GoldenNumbers.TOLERANCE);
    }

    private static Map<String, long[]> shapes(JsonNode said) {
        Map<String, long[]> shapes = new TreeMap<>();
        said.get("shapes").properties().forEach(entry -> {
            long[] shape = new long[entry.getValue().size()];
            for (int i = 0; i < shape.length; i++) {
                shape[i] = entry.getValue().get(i).longValue();
            }
            shapes.put(entry.getKey(), shape);
        });
        return shapes;
    }

    private static ByteBuffer littleEndian(float[] values) {
        ByteBuffer bytes = ByteBuffer.allocate(Float.BYTES * values.length).order(ByteOrder.LITTLE_ENDIAN);
        bytes.asFloatBuffer().put(values);
        return bytes;
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
