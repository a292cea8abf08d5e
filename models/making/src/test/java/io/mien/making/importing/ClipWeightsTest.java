package io.mien.making.importing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.mien.making.checkpoint.Checkpoint;
import io.mien.making.network.TextTransformer;
import io.mien.making.network.VisionTransformer;
import io.mien.models.testkit.Fixtures;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The same weights in every file that CLIP is published in, against each other and their precision. */
final class ClipWeightsTest {
    private static final String FLOAT32 = "clip/huggingface/model.safetensors";

    @ParameterizedTest
    @CsvSource({
        "clip/clip-openai.pt, OPENAI, 1e-3",
        "clip/huggingface/model.safetensors, HUGGING_FACE, 0",
        "clip/huggingface/pytorch_model.bin, HUGGING_FACE, 1e-3",
        "clip/open_clip_model.safetensors, OPENAI, 8e-3",
        "clip/open_clip_pytorch_model.bin, OPEN_CLIP, 1e-3",
    })
    void everyLayoutGivesTheSameWeightsUnderOpenAisNames(String file, ClipLayout layout, double tolerance) {
        try (Checkpoint expectedFile = Checkpoint.open(Fixtures.large(FLOAT32));
                Checkpoint actualFile = Checkpoint.open(Fixtures.large(file))) {
            ClipWeights expected = ClipWeights.of(expectedFile);
            ClipWeights actual = ClipWeights.of(actualFile);
            assertThat(actual.layout()).isEqualTo(layout);
            assertThat(actual.size())
                    .isEqualTo(new ClipSize(
                            new VisionTransformer.Size(64, 16, 128, 2, 512),
                            new TextTransformer.Size(77, 64, 2, 512),
                            49408));
            assertThat(Math.log(actual.logitScale())).isCloseTo(Math.log(expected.logitScale()), within(1e-2));
            requireClose(actual, expected, tolerance, "visual.conv1.weight", 128, 3, 16, 16);
            requireClose(actual, expected, tolerance, "visual.class_embedding", 128);
            requireClose(actual, expected, tolerance, "visual.proj", 128, 512);
            requireClose(actual, expected, tolerance, "visual.ln_pre.weight", 128);
            requireClose(actual, expected, tolerance, "visual.transformer.resblocks.1.attn.in_proj_weight", 384, 128);
            requireClose(actual, expected, tolerance, "visual.transformer.resblocks.1.attn.in_proj_bias", 384);
            requireClose(actual, expected, tolerance, "transformer.resblocks.0.mlp.c_fc.weight", 256, 64);
            requireClose(actual, expected, tolerance, "transformer.resblocks.0.ln_2.bias", 64);
            requireClose(actual, expected, tolerance, "token_embedding.weight", 49408, 64);
            requireClose(actual, expected, tolerance, "text_projection", 64, 512);
            requireEveryKeyAccountedFor(actualFile, actual.report());
        }
    }

    @Test
    void whatIsNotNeededIsNamedWithTheReason() {
        try (Checkpoint openAi = Checkpoint.open(Fixtures.large("clip/clip-openai.pt"));
                Checkpoint huggingFace = Checkpoint.open(Fixtures.large("clip/huggingface/pytorch_model.bin"))) {
            assertThat(ClipWeights.of(openAi).report().ignored())
                    .extracting(KeyReport.IgnoredKey::key)
                    .containsExactlyInAnyOrder("input_resolution", "context_length", "vocab_size");
            assertThat(ClipWeights.of(huggingFace).report().ignored())
                    .extracting(KeyReport.IgnoredKey::key)
                    .allMatch(key -> key.endsWith("position_ids"))
                    .isNotEmpty();
        }
    }

    static void requireEveryKeyAccountedFor(Checkpoint checkpoint, KeyReport report) {
        Set<String> accounted =
                report.used().stream().map(KeyReport.UsedKey::key).collect(Collectors.toSet());
        report.ignored()
                .forEach(key ->
                        assertThat(accounted.add(key.key())).as(key.key()).isTrue());
        report.misshapen()
                .forEach(key ->
                        assertThat(accounted.add(key.key())).as(key.key()).isTrue());
        assertThat(accounted).isEqualTo(checkpoint.tensors().keySet());
    }

    private static void requireClose(
            ClipWeights actual, ClipWeights expected, double tolerance, String name, long... shape) {
        float[] actualValues = actual.read(name, shape);
        float[] expectedValues = expected.read(name, shape);
        assertThat(actualValues).as(name).hasSameSizeAs(expectedValues);
        for (int i = 0; i < actualValues.length; i++) {
            if (Math.abs(actualValues[i] - expectedValues[i]) > tolerance * Math.max(1, Math.abs(expectedValues[i]))) {
                assertThat((double) actualValues[i])
                        .as("%s, %d", name, i)
                        .isCloseTo(expectedValues[i], within(tolerance));
            }
        }
    }
}
