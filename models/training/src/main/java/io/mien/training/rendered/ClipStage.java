package io.mien.training.rendered;

import io.mien.evaluation.Confusion;
import io.mien.training.augmentation.Randomness;
import io.mien.training.engine.Batch;
import io.mien.training.engine.ComputeOptions;
import io.mien.training.engine.Tensors;
import io.mien.training.engine.TrainingGraph;
import io.mien.training.engine.TrainingStage;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;
import org.tensorflow.Tensor;

/**
 * The second stage of a model from nothing. It trains the temporal model on embeddings of rendered clips; the encoder
 * stands still now. Half of the clips are played at another pace or in part, since a stream's windows begin and end
 * anywhere. The target of such a part is the strongest expression in it.
 */
final class ClipStage implements TrainingStage {
    private final ClipLoss loss;
    private final ClipSubset training;
    private final EmbeddedClips embedded;
    private final @Nullable ClipSubset validation;
    private final @Nullable EmbeddedClips embeddedValidation;
    private final SmallModelRecipe recipe;
    private final float[] deviations;
    private final SoftTarget target;
    private final List<float[]> intensities;
    private final TrainingGraph graph;

    ClipStage(
            ClipLoss loss,
            ClipSubset training,
            EmbeddedClips embedded,
            @Nullable ClipSubset validation,
            @Nullable EmbeddedClips embeddedValidation,
            SmallModelRecipe recipe,
            ComputeOptions compute) {
        this.loss = loss;
        this.training = training;
        this.embedded = embedded;
        this.validation = validation;
        this.embeddedValidation = embeddedValidation;
        this.recipe = recipe;
        this.deviations = embedded.deviations();
        this.target = training.target();
        this.intensities =
                training.clips().stream().map(training.store()::intensities).toList();
        this.graph = recipe.graph(loss, recipe.clips().learningRate(), compute);
    }

    @Override
    public TrainingGraph graph() {
        return graph;
    }

    @Override
    public int stepsPerEpoch() {
        return Math.max(1, training.size() / recipe.clips().batch());
    }

    @Override
    public int classes() {
        return loss.classifier().classes();
    }

    @Override
    public Batch batch(int epoch, int step) {
        int[] order = Randomness.permutation(training.size(), Randomness.of(recipe.seed(), "clip order", epoch));
        int frames = loss.temporal().size().frames();
        int width = embedded.width();
        float[] clips = new float[recipe.clips().batch() * frames * width];
        List<float[]> targets = new ArrayList<>();
        List<Integer> labels = new ArrayList<>();
        for (int i = 0; i < recipe.clips().batch(); i++) {
            int index = order[(step * recipe.clips().batch() + i) % order.length];
            SplittableRandom random = Randomness.of(recipe.seed(), "embedded clip", epoch, index);
            float[] source = embedded.clip(random.nextInt(embedded.copies()), index);
            int[] chosen = frames(random, frames);
            double strongest = 0;
            for (int frame = 0; frame < frames; frame++) {
                int at = (i * frames + frame) * width;
                System.arraycopy(source, chosen[frame] * width, clips, at, width);
                strongest = Math.max(strongest, intensities.get(index)[chosen[frame]]);
                for (int j = 0; j < width; j++) {
                    clips[at + j] += (float) (recipe.clips().noise() * deviations[j] * Randomness.gaussian(random));
                }
            }
            float[] wanted = target.of(
                    training.store().label(training.clip(index)),
                    strongest,
                    recipe.clips().smoothing());
            targets.add(wanted);
            labels.add(Confusion.largest(wanted, 0, wanted.length));
        }
        return new Batch(
                Map.of(
                        ClipLoss.EMBEDDING,
                        Tensors.of(clips, recipe.clips().batch(), frames, width),
                        ClipLoss.TARGET,
                        Tensors.rows(targets)),
                labels);
    }

    /** All frames in order; or, half of the time, as many drawn with repetition, in order, from a part of them. */
    private static int[] frames(SplittableRandom random, int frames) {
        int[] chosen = new int[frames];
        if (random.nextBoolean()) {
            for (int i = 0; i < frames; i++) {
                chosen[i] = i;
            }
            return chosen;
        }
        int length = 1 + random.nextInt(frames);
        int first = random.nextInt(frames - length + 1);
        for (int i = 0; i < frames; i++) {
            chosen[i] = first + random.nextInt(length);
        }
        Arrays.sort(chosen);
        return chosen;
    }

    @Override
    public Optional<Confusion> validate() {
        if (validation == null || embeddedValidation == null) {
            return Optional.empty();
        }
        List<Integer> labels =
                validation.clips().stream().map(validation.store()::label).toList();
        float[] logits = logits(graph, loss, embeddedValidation, labels);
        Confusion.Counter counter = new Confusion.Counter(classes());
        for (int row = 0; row < labels.size(); row++) {
            counter.add(labels.get(row), Confusion.largest(logits, row * classes(), (row + 1) * classes()));
        }
        return Optional.of(counter.count());
    }

    /** {@code [clips * classes]}, of whole clips as they are. */
    static float[] logits(TrainingGraph graph, ClipLoss loss, EmbeddedClips embedded, List<Integer> labels) {
        int frames = loss.temporal().size().frames();
        int length = frames * embedded.width();
        float[] all = new float[labels.size() * length];
        for (int row = 0; row < labels.size(); row++) {
            System.arraycopy(embedded.clip(0, row), 0, all, row * length, length);
        }
        Map<String, Tensor> feeds = Map.of(
                ClipLoss.EMBEDDING, Tensors.of(all, labels.size(), frames, embedded.width()),
                ClipLoss.TARGET, Tensors.oneHot(labels, loss.classifier().classes()));
        try (Batch batch = new Batch(feeds, labels)) {
            return graph.evaluate(batch.feeds(), LOGITS).get(LOGITS);
        }
    }

    @Override
    public void close() {
        graph.close();
    }
}
