package io.mien.training.published;

import io.mien.evaluation.ClipPictures;
import io.mien.evaluation.PreparedClips;
import io.mien.making.build.FamilyBuilder;
import io.mien.making.build.FamilyRequest;
import io.mien.making.build.Provenance;
import io.mien.making.checkpoint.Checkpoint;
import io.mien.making.importing.ClipSettings;
import io.mien.making.importing.ClipSize;
import io.mien.making.importing.ClipWeights;
import io.mien.making.importing.ImportProgress;
import io.mien.making.importing.SourceFiles;
import io.mien.making.network.Activation;
import io.mien.making.network.LearnedDescriptors;
import io.mien.making.network.PixelNormalization;
import io.mien.making.network.TextTransformer;
import io.mien.making.network.VisionTransformer;
import io.mien.making.text.CliperTemplate;
import io.mien.making.text.TokenEmbedding;
import io.mien.models.LabelSet;
import io.mien.models.ModelException;
import io.mien.models.ShortClipRule;
import io.mien.models.SourceFile;
import io.mien.models.clips.ClipSampling;
import io.mien.models.clips.TrainSampling;
import io.mien.models.packages.ModelPackage;
import io.mien.pictures.PreprocessingProfile;
import io.mien.training.augmentation.Augmentation;
import io.mien.training.augmentation.CliperAugmentation;
import io.mien.training.augmentation.DferClipAugmentation;
import io.mien.training.engine.NamedWeights;
import io.mien.training.engine.Optimizer;
import io.mien.training.engine.ParameterGroup;
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
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Trains CLIPER on listed clips, from a file of CLIP: its descriptors, then its image encoder. Only the second stage is
 * scored, since the first one makes no complete model yet.
 */
public final class CliperTraining {
    private static final int VALIDATED_AT_ONCE = 16;
    private static final String CLIP_FILE = "clip.safetensors";
    private static final String DESCRIPTORS_FILE = "descriptors.safetensors";
    private static final String LOGIT_SCALE = "logit_scale";

    private final CliperRecipe recipe;
    private final Path clip;
    private final Activation activation;
    private final LabelSet labels;
    private final RunSettings settings;
    private final ClipPictures pictures;
    private final TrainingListener listener;

    /**
     * Prepares a training.
     *
     * @param clip a checkpoint of CLIP in any layout
     * @param activation what it was trained with
     * @param labels in the order of the lists' indices
     * @param pictures of the clips; read by several threads
     */
    public CliperTraining(
            CliperRecipe recipe,
            Path clip,
            Activation activation,
            LabelSet labels,
            RunSettings settings,
            ClipPictures pictures,
            TrainingListener listener) {
        this.recipe = recipe;
        this.clip = clip;
        this.activation = activation;
        this.labels = labels;
        this.settings = settings;
        this.pictures = pictures;
        this.listener = listener;
    }

    /**
     * Trains, or goes on with the run in the settings' folder.
     *
     * @throws ModelException if a label is none of these, a clip cannot be read, or the folder has another run in it
     */
    public NamedWeights train(ListedData given) {
        ListedData data = given.withLabels(labels.labels(), settings.selection());
        try (Checkpoint checkpoint = Checkpoint.open(clip)) {
            ClipWeights weights = ClipWeights.of(checkpoint);
            ClipSettings.of(checkpoint, weights, Optional.of(activation)).requireForTraining(weights);
            CliperLoss loss = loss(weights.size());
            PreprocessingProfile profile =
                    PreprocessingProfile.clip(loss.encoder().image());
            Optional<ListedClipValidation> validation = data.validation()
                    .map(held -> new ListedClipValidation(
                            held.clips(),
                            new PreparedClips(pictures, profile),
                            new ClipSampling(ShortClipRule.EDGE_PAD, recipe.frames()),
                            loss.descriptors().classes(),
                            VALIDATED_AT_ONCE));
            ListedClipBatches first = batches(data, profile, "descriptors");
            ListedClipBatches second = batches(data, profile, "encoder");
            return new Trainer(
                            settings,
                            plan(data),
                            List.of(
                                    new StagePlan(
                                            "descriptors",
                                            recipe.descriptorEpochs(),
                                            known -> new ListedClipStage(
                                                    graph(loss, recipe.firstOptimizer(), recipe.firstGroups()),
                                                    first,
                                                    Optional.empty())),
                                    new StagePlan(
                                            "encoder",
                                            recipe.encoderEpochs(),
                                            known -> new ListedClipStage(
                                                    graph(loss, recipe.secondOptimizer(), recipe.secondGroups()),
                                                    second,
                                                    validation))),
                            listener)
                    .run(start(weights, loss));
        }
    }

    private TrainingGraph graph(CliperLoss loss, Optimizer optimizer, List<ParameterGroup> groups) {
        return new TrainingGraph(loss, optimizer, groups, settings.compute());
    }

    private ListedClipBatches batches(ListedData data, PreprocessingProfile profile, String stage) {
        return new ListedClipBatches(
                data.training().clips(),
                pictures,
                new TrainSampling(recipe.frames()),
                recipe.augmented()
                        ? new CliperAugmentation(profile)
                        : new DferClipAugmentation(Augmentation.NONE, profile),
                profile.size(),
                labels.labels().size(),
                recipe.batch(),
                recipe.seed(),
                "cliper " + stage);
    }

    private CliperLoss loss(ClipSize size) {
        return new CliperLoss(
                new VisionTransformer(size.vision(), PixelNormalization.CLIP, activation, "visual."),
                new LearnedDescriptors(
                        new TextTransformer(size.text(), activation, ""),
                        labels.labels().size(),
                        recipe.descriptorsPerClass(),
                        recipe.tokens(),
                        CliperTemplate.BEFORE.size(),
                        CliperTemplate.AFTER.size()),
                recipe.frames(),
                recipe.loss());
    }

    private NamedWeights start(ClipWeights weights, CliperLoss loss) {
        ClipSize size = weights.size();
        int width = size.text().width();
        TokenEmbedding words =
                new TokenEmbedding(weights.read(ClipWeights.TOKEN_EMBEDDING, size.vocabulary(), width), width);
        Map<String, List<Long>> shapes = WeightShapes.of(loss);
        TorchInitialWeights fresh = new TorchInitialWeights(recipe.seed(), shapes);
        return NamedWeights.read(shapes, (name, shape) -> switch (name) {
            case LearnedDescriptors.DESCRIPTOR -> fresh.read(name, shape);
            case LearnedDescriptors.BEFORE -> embedded(words, CliperTemplate.BEFORE);
            case LearnedDescriptors.AFTER -> embedded(words, CliperTemplate.AFTER);
            default -> weights.read(name, shape);
        });
    }

    private static float[] embedded(TokenEmbedding words, List<Integer> tokens) {
        int width = words.width();
        float[] embedded = new float[tokens.size() * width];
        for (int i = 0; i < tokens.size(); i++) {
            System.arraycopy(words.row(tokens.get(i)), 0, embedded, i * width, width);
        }
        return embedded;
    }

    private String plan(ListedData data) {
        return "CLIPER, " + recipe + ", from " + ListedData.describe(List.of(SourceFiles.of("clip", clip))) + ", "
                + activation + ", " + labels + ", " + data.describe() + ", " + settings.selection() + ", "
                + settings.compute();
    }

    /**
     * Makes a package of what was trained. Beside the run's checkpoint it writes what `mien model build` takes: CLIP with the
     * trained image encoder, and the descriptors.
     *
     * @param folder its place; nothing may be there
     * @param weights that {@link #train} gave
     */
    public ModelPackage write(Path folder, ListedData data, NamedWeights weights, String name, String version) {
        Path trainedClip = settings.folder().resolve(CLIP_FILE);
        Path descriptors = settings.folder().resolve(DESCRIPTORS_FILE);
        writeFiles(weights, trainedClip, descriptors);
        List<SourceFile> sources = new ArrayList<>(List.of(SourceFiles.of("start", clip)));
        sources.addAll(data.sources());
        SortedMap<String, String> options = new TreeMap<>(recipe.options());
        options.putAll(data.options());
        options.put("selection", ListedData.word(settings.selection()));
        return FamilyBuilder.build(
                new FamilyRequest.Cliper(trainedClip, descriptors, labels, activation),
                folder,
                ImportProgress.SILENT,
                new Provenance(
                        Optional.of(name),
                        Optional.of(version),
                        Optional.of("CLIPER, trained from CLIP on "
                                + data.training().clips().size() + " clips"),
                        sources,
                        options));
    }

    private void writeFiles(NamedWeights weights, Path trainedClip, Path descriptors) {
        try (Checkpoint checkpoint = Checkpoint.open(clip)) {
            ClipWeights start = ClipWeights.of(checkpoint);
            Map<String, NamedWeights.Values> ofClip = new LinkedHashMap<>();
            Map<String, NamedWeights.Values> learned = new LinkedHashMap<>();
            weights.asMap().forEach((weight, values) -> {
                if (weight.equals(LearnedDescriptors.DESCRIPTOR)) {
                    learned.put(weight, values);
                } else if (!weight.equals(LearnedDescriptors.BEFORE) && !weight.equals(LearnedDescriptors.AFTER)) {
                    ofClip.put(weight, values);
                }
            });
            long vocabulary = start.size().vocabulary();
            long width = start.size().text().width();
            ofClip.put(
                    ClipWeights.TOKEN_EMBEDDING,
                    new NamedWeights.Values(
                            List.of(vocabulary, width), start.read(ClipWeights.TOKEN_EMBEDDING, vocabulary, width)));
            ofClip.put(LOGIT_SCALE, new NamedWeights.Values(List.of(), start.read(LOGIT_SCALE)));
            SafetensorsWriter.write(trainedClip, ofClip, Map.of());
            SafetensorsWriter.write(descriptors, learned, Map.of());
        } catch (IOException e) {
            throw new ModelException("run " + settings.folder() + ": cannot be written: " + e, e);
        }
    }
}
