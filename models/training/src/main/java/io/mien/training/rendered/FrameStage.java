package io.mien.training.rendered;

import io.mien.evaluation.Confusion;
import io.mien.training.augmentation.FaceAugmentation;
import io.mien.training.augmentation.Randomness;
import io.mien.training.engine.Batch;
import io.mien.training.engine.ComputeOptions;
import io.mien.training.engine.Tensors;
import io.mien.training.engine.TrainingGraph;
import io.mien.training.engine.TrainingStage;
import io.mien.training.store.ClipStore;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;
import org.tensorflow.Tensor;

/** The first stage of a model from nothing: the image encoder, on single frames of rendered clips. */
final class FrameStage implements TrainingStage {
    private final FrameLoss loss;
    private final ClipSubset training;
    private final @Nullable ClipSubset validation;
    private final SmallModelRecipe recipe;
    private final FaceAugmentation augmentation;
    private final FaceAugmentation plain;
    private final SoftTarget target;
    private final TrainingGraph graph;

    FrameStage(
            FrameLoss loss,
            ClipSubset training,
            @Nullable ClipSubset validation,
            SmallModelRecipe recipe,
            ComputeOptions compute) {
        this.loss = loss;
        this.training = training;
        this.validation = validation;
        this.recipe = recipe;
        int size = loss.encoder().image();
        this.augmentation = new FaceAugmentation(recipe.faces().settings(), size);
        this.plain = new FaceAugmentation(FaceAugmentation.Settings.NONE, size);
        this.target = training.target();
        this.graph = recipe.graph(loss, recipe.frames().learningRate(), compute);
    }

    @Override
    public TrainingGraph graph() {
        return graph;
    }

    @Override
    public int stepsPerEpoch() {
        return Math.max(
                1, training.size() * recipe.frames().perClip() / recipe.frames().batch());
    }

    @Override
    public int classes() {
        return loss.classes();
    }

    @Override
    public Batch batch(int epoch, int step) {
        int[] order = Randomness.permutation(
                training.size() * recipe.frames().perClip(), Randomness.of(recipe.seed(), "frame order", epoch));
        List<byte[]> pictures = new ArrayList<>();
        List<float[]> targets = new ArrayList<>();
        List<float[]> weights = new ArrayList<>();
        List<float[]> landmarks = new ArrayList<>();
        List<Integer> labels = new ArrayList<>();
        ClipStore store = training.store();
        ClipStore.Header header = store.header();
        int views = recipe.frames().views();
        int faces = recipe.frames().batch() / views;
        for (int i = 0; i < recipe.frames().batch(); i++) {
            int item = order[(step * faces + i % faces) % order.length];
            int view = i / faces;
            int clip = training.clip(item / recipe.frames().perClip());
            int frame = frameOf(clip, epoch, item % recipe.frames().perClip(), header.frames());
            SplittableRandom random = Randomness.of(recipe.seed(), "frame", epoch, clip, frame, view);
            FaceAugmentation.Draw draw = augmentation.draw(random, header.templateOrigin(), header.templateSize());
            ClipStore.Annotation known = store.annotation(clip, frame);
            pictures.add(augmentation.apply(draw, store.frame(clip, frame), header.size(), random));
            float[] wanted = target.of(store.label(clip), known.intensity(), 0);
            targets.add(wanted);
            labels.add(Confusion.largest(wanted, 0, wanted.length));
            weights.add(known.weights());
            float[] placed = augmentation.place(draw, known.landmarks());
            landmarks.add(draw.mirrored() ? FaceLandmarkOrder.mirror(placed) : placed);
        }
        Map<String, Tensor> feeds = new HashMap<>(Map.of(
                FrameLoss.IMAGE, Tensors.pictures(pictures, loss.encoder().image()),
                FrameLoss.TARGET, Tensors.rows(targets),
                FrameLoss.WEIGHTS, Tensors.rows(weights),
                FrameLoss.LANDMARKS, Tensors.rows(landmarks)));
        if (loss.mixedStatistics()) {
            feeds.putAll(MixedStatistics.draw(
                    Randomness.of(recipe.seed(), "mixed statistics", epoch, step),
                    pictures.size(),
                    recipe.frames().mixedChance()));
        }
        return new Batch(feeds, labels);
    }

    /** Chosen so that all frames of a clip come once before any comes again. */
    private int frameOf(int clip, int epoch, int index, int frames) {
        int drawn = epoch * recipe.frames().perClip() + index;
        int[] order =
                Randomness.permutation(frames, Randomness.of(recipe.seed(), "frames of a clip", clip, drawn / frames));
        return order[drawn % frames];
    }

    /** Frames spread over each clip, each held against what its own intensity makes of its label. */
    @Override
    public Optional<Confusion> validate() {
        if (validation == null) {
            return Optional.empty();
        }
        Confusion.Counter counter = new Confusion.Counter(classes());
        ClipStore store = validation.store();
        ClipStore.Header header = store.header();
        FaceAugmentation.Draw draw =
                plain.draw(new SplittableRandom(0), header.templateOrigin(), header.templateSize());
        List<byte[]> pictures = new ArrayList<>();
        List<Integer> labels = new ArrayList<>();
        for (int i = 0; i < validation.size(); i++) {
            int clip = validation.clip(i);
            float[] intensities = store.intensities(clip);
            for (int frame = 2; frame < header.frames(); frame += 4) {
                pictures.add(plain.apply(draw, store.frame(clip, frame), header.size(), new SplittableRandom(0)));
                float[] wanted = target.of(store.label(clip), intensities[frame], 0);
                labels.add(Confusion.largest(wanted, 0, wanted.length));
            }
            if (pictures.size() >= recipe.frames().batch() || i == validation.size() - 1) {
                score(pictures, labels, counter);
                pictures.clear();
                labels.clear();
            }
        }
        return Optional.of(counter.count());
    }

    private void score(List<byte[]> pictures, List<Integer> labels, Confusion.Counter counter) {
        int rows = pictures.size();
        Map<String, Tensor> feeds = new HashMap<>(Map.of(
                FrameLoss.IMAGE, Tensors.pictures(pictures, loss.encoder().image()),
                FrameLoss.TARGET, Tensors.oneHot(labels, classes()),
                FrameLoss.WEIGHTS, Tensors.of(new float[rows * loss.weights()], rows, loss.weights()),
                FrameLoss.LANDMARKS, Tensors.of(new float[rows * 2 * loss.landmarks()], rows, 2L * loss.landmarks())));
        if (loss.mixedStatistics()) {
            feeds.putAll(MixedStatistics.none(rows));
        }
        try (Batch batch = new Batch(feeds, labels)) {
            float[] logits = graph.evaluate(batch.feeds(), LOGITS).get(LOGITS);
            for (int row = 0; row < rows; row++) {
                counter.add(labels.get(row), Confusion.largest(logits, row * classes(), (row + 1) * classes()));
            }
        }
    }

    @Override
    public void close() {
        graph.close();
    }
}
