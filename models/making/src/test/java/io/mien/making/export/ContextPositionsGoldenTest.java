package io.mien.making.export;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.mien.making.checkpoint.Checkpoint;
import io.mien.making.checkpoint.StoredTensor;
import io.mien.making.importing.DferClipWeights;
import io.mien.making.network.Activation;
import io.mien.making.network.TextTransformer;
import io.mien.making.text.ContextPosition;
import io.mien.making.text.EmbeddedPrompts;
import io.mien.making.text.PromptLayout;
import io.mien.making.text.TokenEmbedding;
import io.mien.models.testkit.Fixtures;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Holds prompts with learned context, wherever it stands, against text features of the published code. */
final class ContextPositionsGoldenTest {
    private static final int START = 49406;
    private static final int PLACEHOLDER = 343;
    private static final int END = 49407;

    @ParameterizedTest
    @CsvSource({"shared-end, END, 8, true", "specific-middle, MIDDLE, 4, false", "specific-front, FRONT, 4, false"})
    void textFeaturesAgreeWithThePublishedCode(String variant, ContextPosition position, int tokens, boolean shared)
            throws IOException {
        Path fixture = Fixtures.folder("dfer-clip");
        try (Checkpoint checkpoint = Checkpoint.open(fixture.resolve("dfer-clip.pth"));
                Checkpoint expected = Checkpoint.open(fixture.resolve("context-variants.safetensors"))) {
            DferClipWeights weights = DferClipWeights.of(checkpoint);
            TokenEmbedding words = weights.words();
            List<PromptLayout> layouts = descriptions(fixture).stream()
                    .map(ids -> PromptLayout.withContext(START, ids, END, tokens, position, PLACEHOLDER))
                    .toList();
            float[] context = floats(expected, variant + ".ctx");
            List<float[]> learned =
                    shared ? Collections.nCopies(layouts.size(), context) : split(context, tokens * words.width());

            TextTransformer transformer =
                    new TextTransformer(weights.size().clip().text(), Activation.QUICK_GELU, "text_encoder.");
            float[] actual = TextFeatures.compute(transformer, weights, EmbeddedPrompts.of(layouts, words, learned));

            List<float[]> published = split(floats(expected, variant + ".text_features"), 512);
            List<float[]> computed = split(actual, 512);
            assertThat(computed).hasSameSizeAs(published);
            for (int label = 0; label < computed.size(); label++) {
                double length = length(computed.get(label)) / length(published.get(label));
                for (int i = 0; i < 512; i++) {
                    assertThat(computed.get(label)[i] / length)
                            .isCloseTo(published.get(label)[i], within(1e-4));
                }
            }
        }
    }

    private static List<int[]> descriptions(Path fixture) throws IOException {
        List<int[]> descriptions = new ArrayList<>();
        for (JsonNode prompt : new ObjectMapper()
                .readTree(fixture.resolve("about.json").toFile())
                .get("tokens")) {
            int[] ids = new int[prompt.size() - 10]; // without start, eight placeholders and end
            for (int i = 0; i < ids.length; i++) {
                ids[i] = prompt.get(9 + i).intValue();
            }
            descriptions.add(ids);
        }
        return descriptions;
    }

    private static float[] floats(Checkpoint checkpoint, String name) {
        StoredTensor tensor = checkpoint.tensors().get(name);
        return Objects.requireNonNull(tensor, name).floats();
    }

    private static List<float[]> split(float[] values, int length) {
        List<float[]> parts = new ArrayList<>();
        for (int from = 0; from < values.length; from += length) {
            parts.add(Arrays.copyOfRange(values, from, from + length));
        }
        return parts;
    }

    private static double length(float[] values) {
        double squared = 0;
        for (float value : values) {
            squared += (double) value * value;
        }
        return Math.sqrt(squared);
    }
}
