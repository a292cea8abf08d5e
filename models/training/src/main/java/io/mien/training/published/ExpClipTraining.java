package io.mien.training.published;

import static java.util.Objects.requireNonNull;

import io.mien.evaluation.ClipPictures;
import io.mien.evaluation.ListedClip;
import io.mien.evaluation.PreparedClips;
import io.mien.making.build.FamilyBuilder;
import io.mien.making.build.FamilyRequest;
import io.mien.making.build.Provenance;
import io.mien.making.checkpoint.Checkpoint;
import io.mien.making.importing.ClipSettings;
import io.mien.making.importing.ClipWeights;
import io.mien.making.importing.ImportProgress;
import io.mien.making.importing.SourceFiles;
import io.mien.making.labels.LabelDescriptions;
import io.mien.making.network.Activation;
import io.mien.making.network.PixelNormalization;
import io.mien.making.network.VisionTransformer;
import io.mien.models.ModelException;
import io.mien.models.ShortClipRule;
import io.mien.models.SourceFile;
import io.mien.models.clips.ClipSampling;
import io.mien.models.packages.ModelPackage;
import io.mien.pictures.PreprocessingProfile;
import io.mien.training.engine.FrameEmbedder;
import io.mien.training.engine.NamedWeights;
import io.mien.training.engine.RunSettings;
import io.mien.training.engine.SafetensorsWriter;
import io.mien.training.engine.StagePlan;
import io.mien.training.engine.TorchInitialWeights;
import io.mien.training.engine.Trainer;
import io.mien.training.engine.TrainingGraph;
import io.mien.training.engine.TrainingListener;
import io.mien.training.engine.WeightShapes;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;

/** Trains Exp-CLIP's head on listed clips and a teacher's vectors, from a file of CLIP. The lists' labels are not looked at. */
public final class ExpClipTraining {
    private static final String HEAD_FILE = "head.safetensors";

    private final ExpClipRecipe recipe;
    private final Path clip;
    private final Activation activation;
    private final Path teacher;
    private final RunSettings settings;
    private final ClipPictures pictures;
    private final TrainingListener listener;

    /**
     * Prepares a training.
     *
     * @param clip a checkpoint of CLIP in any layout
     * @param activation what it was trained with
     * @param teacher the clips' vectors: a tensor {@code teacher [clips, width]} in the list's order, or a tensor {@code
     *     [width]} under each clip's path
     */
    public ExpClipTraining(
            ExpClipRecipe recipe,
            Path clip,
            Activation activation,
            Path teacher,
            RunSettings settings,
            ClipPictures pictures,
            TrainingListener listener) {
        this.recipe = recipe;
        this.clip = clip;
        this.activation = activation;
        this.teacher = teacher;
        this.settings = settings;
        this.pictures = pictures;
        this.listener = listener;
    }

    /**
     * Trains, or goes on with the run in the settings' folder.
     *
     * @return {@code mlp.weight [width, embedding]}
     * @throws ModelException if a clip has no vector or cannot be read, or the folder has another run in it
     */
    public NamedWeights train(ListedData data) {
        ListedClipBatches.requireBatch(data.training().clips().size(), recipe.batch());
        TeacherVectors vectors = TeacherVectors.read(teacher, data.training());
        try (Checkpoint checkpoint = Checkpoint.open(clip)) {
            ClipWeights weights = ClipWeights.of(checkpoint);
            ClipSettings.of(checkpoint, weights, Optional.of(activation)).requireForTraining(weights);
            VisionTransformer encoder =
                    new VisionTransformer(weights.size().vision(), PixelNormalization.NONE, activation, "visual.");
            ExpClipHeadLoss loss = new ExpClipHeadLoss(encoder.embedding(), vectors.width(), weights.logitScale());
            StagePlan stage = new StagePlan(
                    "head",
                    recipe.epochs(),
                    known -> new ExpClipStage(
                            new TrainingGraph(loss, recipe.optimizer(), recipe.groups(), settings.compute()),
                            features(data.training().clips(), encoder, weights),
                            vectors,
                            recipe));
            Map<String, List<Long>> shapes = WeightShapes.of(loss);
            return new Trainer(settings, plan(data), List.of(stage), listener)
                    .run(NamedWeights.read(shapes, new TorchInitialWeights(recipe.seed(), shapes)));
        }
    }

    /** The mean of each clip's frames' features. */
    private List<float[]> features(List<ListedClip> clips, VisionTransformer encoder, ClipWeights weights) {
        listener.preparing("embedding " + clips.size() + " clips");
        ClipSampling sampling = new ClipSampling(ShortClipRule.EDGE_PAD, recipe.frames());
        PreparedClips prepared = new PreparedClips(pictures, PreprocessingProfile.dferClip(encoder.image()));
        List<float[]> features = new ArrayList<>();
        try (FrameEmbedder embedder = new FrameEmbedder(encoder, weights, settings.compute())) {
            for (ListedClip one : clips) {
                List<Integer> frames = sampling.indices(one.frames());
                Map<Integer, byte[]> read = prepared.read(one, new TreeSet<>(frames));
                float[] embedded = embedder.embed(frames.stream()
                        .map(frame -> requireNonNull(read.get(frame)))
                        .toList());
                features.add(mean(embedded, encoder.embedding()));
            }
        }
        return features;
    }

    private static float[] mean(float[] embedded, int width) {
        float[] mean = new float[width];
        int frames = embedded.length / width;
        for (int i = 0; i < embedded.length; i++) {
            mean[i % width] += embedded[i] / frames;
        }
        return mean;
    }

    private String plan(ListedData data) {
        return "Exp-CLIP, " + recipe + ", from " + ListedData.describe(files()) + ", " + activation + ", "
                + data.describe() + ", " + settings.compute();
    }

    private List<SourceFile> files() {
        return List.of(SourceFiles.of("clip", clip), SourceFiles.of("teacher", teacher));
    }

    /**
     * Makes a package of what was trained, and writes the head beside the run's checkpoint, in the published form: one matrix.
     *
     * @param folder its place; nothing may be there
     * @param labels what is told apart, with templates or descriptions
     * @param vocabulary of CLIP's tokenizer
     * @param weights that {@link #train} gave
     */
    public ModelPackage write(
            Path folder,
            ListedData data,
            NamedWeights weights,
            LabelDescriptions labels,
            Path vocabulary,
            String name,
            String version) {
        Path head = settings.folder().resolve(HEAD_FILE);
        try {
            SafetensorsWriter.write(head, weights.asMap(), Map.of());
        } catch (IOException e) {
            throw new ModelException("run " + settings.folder() + ": cannot be written: " + e, e);
        }
        List<SourceFile> sources = new ArrayList<>(data.sources());
        sources.add(SourceFiles.of("teacher", teacher));
        TreeMap<String, String> options = new TreeMap<>(recipe.options());
        options.putAll(data.options());
        return FamilyBuilder.build(
                new FamilyRequest.ExpClip(clip, head, labels, vocabulary, activation),
                folder,
                ImportProgress.SILENT,
                new Provenance(
                        Optional.of(name),
                        Optional.of(version),
                        Optional.of("CLIP and Exp-CLIP's head, trained on "
                                + data.training().clips().size() + " clips"),
                        sources,
                        options));
    }
}
