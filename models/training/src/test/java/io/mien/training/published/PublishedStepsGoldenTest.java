package io.mien.training.published;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.mien.making.checkpoint.Checkpoint;
import io.mien.making.checkpoint.StoredTensor;
import io.mien.making.importing.ClipWeights;
import io.mien.making.network.Activation;
import io.mien.making.network.LearnedDescriptors;
import io.mien.making.network.PixelNormalization;
import io.mien.making.network.TextTransformer;
import io.mien.making.network.VisionTransformer;
import io.mien.making.network.WeightSource;
import io.mien.models.testkit.Fixtures;
import io.mien.training.engine.Batch;
import io.mien.training.engine.ComputeOptions;
import io.mien.training.engine.FrameEmbedder;
import io.mien.training.engine.NamedWeights;
import io.mien.training.engine.Optimizer;
import io.mien.training.engine.ParameterGroup;
import io.mien.training.engine.Progress;
import io.mien.training.engine.Tensors;
import io.mien.training.engine.TrainingGraph;
import io.mien.training.engine.WeightShapes;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.tensorflow.Tensor;

/** Holds the recipes of DFER-CLIP, Exp-CLIP's head and CLIPER against steps that their authors' code made. */
@Tag("long")
final class PublishedStepsGoldenTest {
    private static final double TOLERANCE = 1e-4;
    private static final List<Integer> CLIPER_TEMPLATE =
            List.of(49406, 550, 1014, 1125, 539, 343, 343, 343, 343, 269, 49407);

    @Test
    void dferClipsTwoStepsAgree() {
        Path folder = Fixtures.folder("dfer-clip");
        DferClipStart start = DferClipStart.ofCheckpoint(folder.resolve("dfer-clip.pth"), Optional.empty());
        try (Checkpoint steps = Checkpoint.open(folder.resolve("training-step.safetensors"))) {
            try (TrainingGraph graph = new TrainingGraph(
                            start.loss(),
                            DferClipRecipe.published().optimizer(),
                            DferClipRecipe.published().groups(),
                            ComputeOptions.single());
                    Batch batch = new Batch(
                            Map.of(
                                    DferClipLoss.IMAGE,
                                            pictures(
                                                    steps, start.preprocessing().size()),
                                    DferClipLoss.TARGET,
                                            targets(
                                                    steps,
                                                    "target",
                                                    start.labels().labels().size())),
                            List.of())) {
                graph.load(start.weights());
                float[] losses = requireNonNull(steps.tensors().get("loss")).floats();
                Map<String, float[]> gradients = graph.gradients(batch.feeds());
                requireTensors(steps, "step1.gradient.", gradients, true);
                for (int step = 0; step < 2; step++) {
                    assertThat(graph.step(batch.feeds(), new Progress(0, step, 2))
                                    .loss())
                            .isCloseTo(losses[step], within(1e-3f));
                    requireTensors(steps, "step" + (step + 1) + ".weight.", values(graph.weights()), false);
                }
            }
        }
    }

    @Test
    void expClipsHeadsTwoStepsAgree() {
        Path folder = Fixtures.folder("exp-clip");
        try (Checkpoint clip = Checkpoint.open(folder.resolve("clip.safetensors"));
                Checkpoint head = Checkpoint.open(folder.resolve("exp-clip-head.pth"));
                Checkpoint steps = Checkpoint.open(folder.resolve("head-training.safetensors"))) {
            ClipWeights weights = ClipWeights.of(clip);
            VisionTransformer encoder = new VisionTransformer(
                    weights.size().vision(), PixelNormalization.NONE, Activation.QUICK_GELU, "visual.");
            StoredTensor teacher = requireNonNull(steps.tensors().get("teacher"));
            int hidden = Math.toIntExact(teacher.shape().get(1));
            try (FrameEmbedder embedder = new FrameEmbedder(encoder, weights, ComputeOptions.single());
                    TrainingGraph graph = new TrainingGraph(
                            new ExpClipHeadLoss(encoder.embedding(), hidden, weights.logitScale()),
                            ExpClipRecipe.published().optimizer(),
                            ExpClipRecipe.published().groups(),
                            ComputeOptions.single())) {
                List<byte[]> pictures = split(steps, encoder.image());
                float[] features = embedder.embed(pictures);
                List<Integer> own = new ArrayList<>();
                for (int i = 0; i < pictures.size(); i++) {
                    own.add(i);
                }
                graph.load((name, shape) ->
                        requireNonNull(head.tensors().get(name)).floats());
                float[] losses = requireNonNull(steps.tensors().get("loss")).floats();
                try (Batch batch = new Batch(
                        Map.of(
                                ExpClipHeadLoss.FEATURE, Tensors.of(features, pictures.size(), encoder.embedding()),
                                ExpClipHeadLoss.TEACHER, Tensors.of(teacher.floats(), pictures.size(), hidden),
                                ExpClipHeadLoss.TARGET, Tensors.oneHot(own, pictures.size())),
                        List.of())) {
                    for (int step = 0; step < 2; step++) {
                        assertThat(graph.step(batch.feeds(), new Progress(0, step, 2))
                                        .loss())
                                .isCloseTo(losses[step], within(1e-3f));
                        requireClose(
                                "step " + step,
                                graph.weights().read(ExpClipHeadLoss.WEIGHT, hidden, encoder.embedding()),
                                requireNonNull(steps.tensors().get("weight_after_" + (step + 1)))
                                        .floats(),
                                TOLERANCE);
                    }
                }
            }
        }
    }

    @Test
    void clipersTwoStagesAgree() {
        Path folder = Fixtures.folder("cliper");
        try (Checkpoint clip = Checkpoint.open(folder.resolve("clip.safetensors"));
                Checkpoint descriptors = Checkpoint.open(folder.resolve("descriptors.safetensors"));
                Checkpoint steps = Checkpoint.open(folder.resolve("training-steps.safetensors"))) {
            ClipWeights weights = ClipWeights.of(clip);
            NamedWeights start = cliperWeights(weights, descriptors);
            NamedWeights afterFirst = cliperStage(
                    weights,
                    start,
                    steps,
                    CliperRecipe.published().firstOptimizer(),
                    CliperRecipe.published().firstGroups(),
                    0,
                    "stage1.");
            cliperStage(
                    weights,
                    afterFirst,
                    steps,
                    CliperRecipe.published().secondOptimizer(),
                    CliperRecipe.published().secondGroups(),
                    2,
                    "stage2.");
        }
    }

    private static NamedWeights cliperStage(
            ClipWeights clip,
            NamedWeights start,
            Checkpoint steps,
            Optimizer optimizer,
            List<ParameterGroup> groups,
            int firstLoss,
            String stage) {
        float[] losses = requireNonNull(steps.tensors().get("losses")).floats();
        CliperLoss loss = cliperLoss(clip, CliperLossKind.RELEASED);
        try (TrainingGraph graph = new TrainingGraph(loss, optimizer, groups, ComputeOptions.single());
                Batch batch = new Batch(
                        Map.of(
                                CliperLoss.IMAGE, pictures(steps, loss.encoder().image()),
                                DferClipLoss.TARGET, targets(steps, "targets", 7)),
                        List.of())) {
            graph.load(start);
            for (int step = 0; step < 2; step++) {
                assertThat(graph.step(batch.feeds(), new Progress(0, step, 2)).loss())
                        .as(stage + step)
                        .isCloseTo(losses[firstLoss + step], within(1e-3f));
                requireTensors(steps, stage + "step" + (step + 1) + ".", values(graph.weights()), false);
            }
            return start.with(graph.weights());
        }
    }

    private static CliperLoss cliperLoss(ClipWeights clip, CliperLossKind kind) {
        VisionTransformer encoder =
                new VisionTransformer(clip.size().vision(), PixelNormalization.CLIP, Activation.QUICK_GELU, "visual.");
        return new CliperLoss(
                encoder,
                new LearnedDescriptors(
                        new TextTransformer(clip.size().text(), Activation.QUICK_GELU, ""), 7, 5, 4, 5, 2),
                1,
                kind);
    }

    /** The descriptors, the sentence around them, and CLIP. */
    private static NamedWeights cliperWeights(ClipWeights clip, Checkpoint descriptors) {
        int width = clip.size().text().width();
        float[] words = clip.read(ClipWeights.TOKEN_EMBEDDING, clip.size().vocabulary(), width);
        WeightSource source = (name, shape) -> switch (name) {
            case LearnedDescriptors.DESCRIPTOR ->
                requireNonNull(descriptors.tensors().get(name)).floats();
            case LearnedDescriptors.BEFORE -> embedded(words, width, CLIPER_TEMPLATE.subList(0, 5));
            case LearnedDescriptors.AFTER -> embedded(words, width, CLIPER_TEMPLATE.subList(9, 11));
            default -> clip.read(name, shape);
        };
        NamedWeights.Builder all = new NamedWeights.Builder();
        WeightShapes.of(cliperLoss(clip, CliperLossKind.RELEASED))
                .forEach((name, shape) -> all.add(
                        name,
                        shape,
                        source.read(
                                name, shape.stream().mapToLong(Long::longValue).toArray())));
        return all.build();
    }

    private static float[] embedded(float[] words, int width, List<Integer> tokens) {
        float[] embedded = new float[tokens.size() * width];
        for (int i = 0; i < tokens.size(); i++) {
            System.arraycopy(words, tokens.get(i) * width, embedded, i * width, width);
        }
        return embedded;
    }

    /** What is recorded of a tensor may be its first rows only. */
    private static void requireTensors(Checkpoint steps, String prefix, Map<String, float[]> actual, boolean relative) {
        int compared = 0;
        for (Map.Entry<String, StoredTensor> entry : steps.tensors().entrySet()) {
            if (entry.getKey().startsWith(prefix)) {
                float[] expected = entry.getValue().floats();
                float[] found = requireNonNull(actual.get(entry.getKey().substring(prefix.length())), entry.getKey());
                double largest = 0;
                for (float value : expected) {
                    largest = Math.max(largest, Math.abs(value));
                }
                requireClose(entry.getKey(), found, expected, relative ? TOLERANCE * largest : TOLERANCE);
                compared++;
            }
        }
        assertThat(compared).isPositive();
    }

    private static void requireClose(String name, float[] actual, float[] expected, double tolerance) {
        assertThat(Arrays.copyOf(actual, expected.length))
                .as(name)
                .usingComparatorWithPrecision((float) tolerance)
                .containsExactly(expected);
    }

    private static Map<String, float[]> values(NamedWeights weights) {
        Map<String, float[]> values = new LinkedHashMap<>();
        weights.asMap().forEach((name, weight) -> values.put(name, weight.values()));
        return values;
    }

    private static List<byte[]> split(Checkpoint steps, int side) {
        long[] frames = requireNonNull(steps.tensors().get("frames")).integers();
        int bytes = 3 * side * side;
        List<byte[]> pictures = new ArrayList<>();
        for (int start = 0; start < frames.length; start += bytes) {
            byte[] picture = new byte[bytes];
            for (int i = 0; i < bytes; i++) {
                picture[i] = (byte) frames[start + i];
            }
            pictures.add(picture);
        }
        return pictures;
    }

    private static Tensor pictures(Checkpoint steps, int side) {
        return Tensors.pictures(split(steps, side), side);
    }

    private static Tensor targets(Checkpoint steps, String name, int classes) {
        List<Integer> labels = new ArrayList<>();
        for (long label : requireNonNull(steps.tensors().get(name)).integers()) {
            labels.add((int) label);
        }
        return Tensors.oneHot(labels, classes);
    }
}
