package io.mien.training.rendered;

import io.mien.making.network.CosineClassifier;
import io.mien.making.network.DferClip;
import io.mien.making.network.FamiliarClips;
import io.mien.making.network.RandomWeights;
import io.mien.making.network.StemVisionTransformer;
import io.mien.making.network.TemporalTransformer;
import io.mien.models.ModelException;
import io.mien.training.augmentation.FaceAugmentation;
import io.mien.training.engine.ComputeOptions;
import io.mien.training.engine.FrameEmbedder;
import io.mien.training.engine.LossFunction;
import io.mien.training.engine.NamedWeights;
import io.mien.training.engine.Optimizer;
import io.mien.training.engine.ParameterGroup;
import io.mien.training.engine.RunSettings;
import io.mien.training.engine.Schedule;
import io.mien.training.engine.StagePlan;
import io.mien.training.engine.Trainer;
import io.mien.training.engine.TrainingGraph;
import io.mien.training.engine.TrainingListener;
import io.mien.training.engine.WeightShapes;
import io.mien.training.store.ClipStore;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Trains a small DFER-CLIP from nothing on rendered clips. */
public final class SmallModelTraining {
    private static final String ENCODER = "image_encoder.";
    private static final String FAMILIAR = "familiar.";
    private static final int TEMPORAL_HEADS = 4;
    private static final double TEMPERATURE = 0.1;

    private final SmallModelRecipe recipe;
    private final RunSettings settings;
    private final TrainingListener listener;

    /**
     * The outcome of a run.
     *
     * @param network as it was trained
     * @param weights of the network, under its names
     */
    public record Trained(DferClip network, NamedWeights weights) {}

    public SmallModelTraining(SmallModelRecipe recipe, RunSettings settings, TrainingListener listener) {
        this.recipe = recipe;
        this.settings = settings;
        this.listener = listener;
    }

    /**
     * Trains, or goes on with the run in the settings' folder.
     *
     * @param training what is learned from
     * @param validation other people, never learned from; null to hold back none
     * @throws ModelException if the stores do not go together
     */
    public Trained train(ClipStore training, @Nullable ClipStore validation) {
        requireAlike(training, validation);
        listener.preparing("reading " + training.file().getFileName());
        training.requireIntact();
        StemVisionTransformer encoder = new StemVisionTransformer(recipe.encoder(), ENCODER);
        ClipStore.Header header = training.header();
        TemporalTransformer temporal = new TemporalTransformer(
                new TemporalTransformer.Size(
                        header.frames(),
                        encoder.embedding(),
                        1,
                        TEMPORAL_HEADS,
                        encoder.embedding() / TEMPORAL_HEADS,
                        2 * encoder.embedding()),
                "temporal_net.");
        CosineClassifier classifier =
                new CosineClassifier(header.labels().size(), encoder.embedding(), TEMPERATURE, DferClip.CLASS_FEATURES);
        DferClip network = new DferClip(encoder, temporal, classifier);

        ClipSubset trained = all(training);
        ClipSubset held = validation == null ? null : all(validation);
        NamedWeights weights = new Trainer(
                        settings,
                        plan(training, validation),
                        List.of(
                                new StagePlan(
                                        "frames", recipe.frames().epochs(), known -> frames(encoder, trained, held)),
                                new StagePlan(
                                        "clips",
                                        recipe.clips().epochs(),
                                        known -> clips(network, known, trained, held))),
                        listener)
                .run(start(network, header));
        return held == null ? new Trained(network, weights) : calibrated(network, weights, trained, held);
    }

    /**
     * Sets on people held back what training cannot: the classifier's temperature, until a probability says how often it is
     * right, on their clips as they are and changed as in training; and how unlike a clip may be to those of training.
     */
    private Trained calibrated(DferClip network, NamedWeights weights, ClipSubset trained, ClipSubset held) {
        ComputeOptions single = new ComputeOptions(settings.compute().device(), 1);
        ClipLoss loss = new ClipLoss(network.temporal(), network.classifier());
        listener.preparing("setting the temperature, and what is familiar");
        try (FrameEmbedder embedder = new FrameEmbedder(network.vision(), weights, single);
                TrainingGraph graph = new TrainingGraph(
                        loss,
                        Optimizer.AdamW.of(1e-8, 0),
                        List.of(new ParameterGroup("all", name -> true, 0, new Schedule.Constant())),
                        single)) {
            graph.load(weights);
            EmbeddedClips plain = embed(embedder, network, held, FaceAugmentation.Settings.NONE, 1);
            EmbeddedClips changed =
                    embed(embedder, network, held, recipe.faces().settings(), 1);
            List<Integer> labels = labels(held);
            float[] ofPlain = ClipStage.logits(graph, loss, plain, labels);
            float[] logits = Arrays.copyOf(ofPlain, 2 * ofPlain.length);
            System.arraycopy(ClipStage.logits(graph, loss, changed, labels), 0, logits, ofPlain.length, ofPlain.length);
            double sharper = Calibration.sharpness(
                    logits, Stream.concat(labels.stream(), labels.stream()).toList());
            CosineClassifier classifier = network.classifier();
            FamiliarClips familiar = new FamiliarClips(classifier.classes(), classifier.width(), FAMILIAR);
            NamedWeights known = FamiliarityFit.of(
                            familiar,
                            embed(embedder, network, trained, recipe.faces().settings(), 1),
                            labels(trained))
                    .weights(changed, held.size());
            return new Trained(
                    new DferClip(
                            network.vision(),
                            network.temporal(),
                            new CosineClassifier(
                                    classifier.classes(),
                                    classifier.width(),
                                    classifier.temperature() / sharper,
                                    classifier.weight()),
                            Optional.of(familiar)),
                    weights.with(known));
        }
    }

    private EmbeddedClips embed(
            FrameEmbedder embedder, DferClip network, ClipSubset clips, FaceAugmentation.Settings changed, int copies) {
        FaceAugmentation augmentation =
                new FaceAugmentation(changed, network.vision().image());
        return EmbeddedClips.of(
                embedder, network.vision(), clips, augmentation, recipe.seed(), copies, settings.batchThreads());
    }

    private static List<Integer> labels(ClipSubset clips) {
        return clips.clips().stream().map(clips.store()::label).toList();
    }

    private FrameStage frames(StemVisionTransformer encoder, ClipSubset training, @Nullable ClipSubset validation) {
        return new FrameStage(
                loss(encoder, training.store().header()), training, validation, recipe, settings.compute());
    }

    private FrameLoss loss(StemVisionTransformer encoder, ClipStore.Header header) {
        return new FrameLoss(
                encoder,
                header.labels().size(),
                header.weights().size(),
                header.landmarks(),
                recipe.frames().weightsFactor(),
                recipe.frames().landmarksFactor(),
                recipe.frames().consistencyFactor(),
                recipe.frames().mixedChance() > 0);
    }

    private ClipStage clips(
            DferClip network, NamedWeights known, ClipSubset training, @Nullable ClipSubset validation) {
        ComputeOptions single = new ComputeOptions(settings.compute().device(), 1);
        try (FrameEmbedder embedder = new FrameEmbedder(network.vision(), known, single)) {
            listener.preparing("embedding " + recipe.clips().copies() + " x " + training.size() + " clips");
            EmbeddedClips embedded = embed(
                    embedder,
                    network,
                    training,
                    recipe.faces().settings(),
                    recipe.clips().copies());
            EmbeddedClips held =
                    validation == null ? null : embed(embedder, network, validation, FaceAugmentation.Settings.NONE, 1);
            return new ClipStage(
                    new ClipLoss(network.temporal(), network.classifier()),
                    training,
                    embedded,
                    validation,
                    held,
                    recipe,
                    settings.compute());
        }
    }

    /** All weights that any stage has. */
    private NamedWeights start(DferClip network, ClipStore.Header header) {
        StemVisionTransformer encoder = (StemVisionTransformer) network.vision();
        InitialWeights initial = new InitialWeights(new RandomWeights(recipe.seed()), encoder, ENCODER);
        NamedWeights.Builder weights = new NamedWeights.Builder();
        for (LossFunction function :
                List.of(loss(encoder, header), new ClipLoss(network.temporal(), network.classifier()))) {
            WeightShapes.of(function)
                    .forEach((name, shape) -> weights.add(
                            name,
                            shape,
                            initial.read(
                                    name,
                                    shape.stream().mapToLong(Long::longValue).toArray())));
        }
        return weights.build();
    }

    private static ClipSubset all(ClipStore store) {
        return new ClipSubset(store, IntStream.range(0, store.clips()).boxed().toList());
    }

    private static void requireAlike(ClipStore training, @Nullable ClipStore validation) {
        if (training.clips() == 0) {
            throw new ModelException(training.file() + ": no clips (expected: at least one)");
        }
        if (validation == null) {
            return;
        }
        ClipStore.Header one = training.header();
        ClipStore.Header other = validation.header();
        if (!one.labels().equals(other.labels()) || one.frames() != other.frames()) {
            throw new ModelException(validation.file() + ": labels " + other.labels() + ", " + other.frames()
                    + " frames (expected: those of " + training.file() + ": " + one.labels() + ", " + one.frames()
                    + " frames)");
        }
        TreeSet<Integer> shared = new TreeSet<>(persons(training));
        shared.retainAll(persons(validation));
        if (!shared.isEmpty()) {
            throw new ModelException(validation.file() + ": persons " + shared + " are in " + training.file()
                    + " too (expected: other people, or validation says nothing)");
        }
    }

    private static List<Integer> persons(ClipStore store) {
        List<Integer> persons = new ArrayList<>();
        for (int clip = 0; clip < store.clips(); clip++) {
            persons.add(store.person(clip));
        }
        return persons;
    }

    /** Everything that the weights depend on. */
    private String plan(ClipStore training, @Nullable ClipStore validation) {
        return "small model, " + recipe + ", " + training.clips() + " clips of "
                + training.file().getFileName()
                + (validation == null ? "" : ", validation " + validation.file().getFileName()) + ", "
                + settings.selection() + ", " + settings.compute();
    }
}
