package io.mien.training.published;

import io.mien.making.build.UntrainedModel;
import io.mien.making.checkpoint.Checkpoint;
import io.mien.making.importing.ClipSize;
import io.mien.making.importing.ClipWeights;
import io.mien.making.importing.DferClipImport;
import io.mien.making.importing.DferClipSize;
import io.mien.making.importing.DferClipWeights;
import io.mien.making.importing.SourceFiles;
import io.mien.making.labels.LabelDescriptions;
import io.mien.making.network.Activation;
import io.mien.making.network.DferClip;
import io.mien.making.network.RandomWeights;
import io.mien.making.network.TemporalTransformer;
import io.mien.making.network.TextTransformer;
import io.mien.making.network.VisionTransformer;
import io.mien.making.network.WeightSource;
import io.mien.making.text.PromptLayout;
import io.mien.making.text.TokenEmbedding;
import io.mien.making.text.Tokenizer;
import io.mien.models.LabelSet;
import io.mien.models.ModelException;
import io.mien.models.SourceFile;
import io.mien.models.packages.ModelPackage;
import io.mien.pictures.PreprocessingProfile;
import io.mien.training.engine.NamedWeights;
import io.mien.training.engine.TorchInitialWeights;
import io.mien.training.engine.WeightShapes;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The beginning of a training of DFER-CLIP: network, texts, labels and weights.
 *
 * @param network its image encoder, temporal model and classes
 * @param text the text side; empty if there is no text encoder, and the classes' features are learned themselves
 * @param labels in the order of the outputs
 * @param preprocessing of the pictures
 * @param weights of everything that the loss asks for
 * @param sources the files that they are from
 * @param words where the weights are from, for people
 */
public record DferClipStart(
        DferClip network,
        Optional<DferClipText> text,
        LabelSet labels,
        PreprocessingProfile preprocessing,
        NamedWeights weights,
        List<SourceFile> sources,
        String words) {
    private static final String TEXT_ENCODER = "text_encoder.";
    private static final int HEADS = 8;
    private static final int HEAD_WIDTH = 64;

    /**
     * Begins as published: with CLIP's encoders, a new temporal model and new learned tokens before the labels'
     * descriptions.
     */
    public static DferClipStart ofClip(Path file, LabelDescriptions labels, Path vocabulary, DferClipRecipe recipe) {
        try (Checkpoint checkpoint = Checkpoint.open(file)) {
            ClipWeights clip = ClipWeights.of(checkpoint);
            ClipSize size = clip.size();
            int width = size.text().width();
            TextTransformer transformer = new TextTransformer(size.text(), Activation.QUICK_GELU, TEXT_ENCODER);
            TokenEmbedding words =
                    new TokenEmbedding(clip.read(ClipWeights.TOKEN_EMBEDDING, size.vocabulary(), width), width);
            DferClipText text =
                    DferClipText.of(transformer, words, Tokenizer.open(vocabulary), labels, recipe.contextTokens());
            DferClip network = DferClip.of(
                    size.vision(),
                    temporal(recipe, size.embedding()),
                    labels.labels().size());
            return new DferClipStart(
                    network,
                    Optional.of(text),
                    labels.labelSet(),
                    PreprocessingProfile.dferClip(size.vision().image()),
                    weights(network, text, recipe, (name, shape) -> {
                        if (name.startsWith(DferClipRecipe.ENCODER)) {
                            return clip.read("visual." + name.substring(DferClipRecipe.ENCODER.length()), shape);
                        }
                        return clip.read(name.substring(TEXT_ENCODER.length()), shape);
                    }),
                    List.of(SourceFiles.of("clip", file), SourceFiles.of("vocabulary", vocabulary)),
                    "CLIP");
        }
    }

    /**
     * A checkpoint of DFER-CLIP, with its own prompts.
     *
     * @param labels name its classes; empty for those of the published models, which their number tells
     */
    public static DferClipStart ofCheckpoint(Path file, Optional<LabelSet> labels) {
        DferClipImport options =
                labels.map(DferClipImport.defaults()::withLabels).orElseGet(DferClipImport::defaults);
        try (Checkpoint checkpoint = Checkpoint.open(file)) {
            DferClipWeights weights = DferClipWeights.of(checkpoint);
            DferClipSize size = weights.size();
            if (!size.classSpecific()) {
                throw new ModelException("checkpoint " + file
                        + ": all classes share their learned tokens (expected: tokens of each class's own)");
            }
            DferClip network = DferClip.of(size.clip().vision(), size.temporal(), size.classes());
            DferClipText text = text(weights);
            return new DferClipStart(
                    network,
                    Optional.of(text),
                    options.labelsFor(size.classes()),
                    PreprocessingProfile.dferClip(size.clip().vision().image()),
                    all(network, text, weights),
                    List.of(SourceFiles.of("checkpoint", file)),
                    "a checkpoint of DFER-CLIP");
        }
    }

    private static DferClipText text(DferClipWeights weights) {
        DferClipSize size = weights.size();
        TokenEmbedding words = weights.words();
        int end = words.size() - 1;
        List<PromptLayout> layouts = new ArrayList<>();
        List<String> texts = new ArrayList<>();
        for (int[] description : weights.descriptions(words)) {
            layouts.add(DferClipText.layout(end - 1, description, end, size.contextTokens()));
            texts.add("");
        }
        return new DferClipText(
                new TextTransformer(size.clip().text(), Activation.QUICK_GELU, TEXT_ENCODER),
                words,
                texts,
                layouts,
                size.contextTokens());
    }

    /** A package. It has no text encoder any more: its classes' features are learned on. */
    public static DferClipStart ofPackage(Path folder) {
        ModelPackage modelPackage = ModelPackage.open(folder);
        PackagedDferClip read = PackagedDferClip.read(modelPackage);
        return new DferClipStart(
                read.network(),
                Optional.empty(),
                modelPackage.manifest().labelSet(),
                modelPackage.manifest().preprocessing(),
                read.weights(),
                List.of(SourceFiles.of("package", folder.resolve(ModelPackage.MANIFEST))),
                "the package " + modelPackage.manifest().name() + " "
                        + modelPackage.manifest().version());
    }

    /** Nothing but random numbers; there is no text encoder, so the classes' features are learned. */
    public static DferClipStart ofNothing(UntrainedModel.Size size, LabelSet labels, DferClipRecipe recipe) {
        VisionTransformer.Size vision = size.vision();
        DferClip network = DferClip.of(
                vision, temporal(recipe, vision.embedding()), labels.labels().size());
        return new DferClipStart(
                network,
                Optional.empty(),
                labels,
                PreprocessingProfile.dferClip(vision.image()),
                weights(network, null, recipe, new RandomWeights(recipe.seed())),
                List.of(),
                "nothing");
    }

    /** The published size for embeddings of 512, and in proportion for others. */
    private static TemporalTransformer.Size temporal(DferClipRecipe recipe, int embedding) {
        return new TemporalTransformer.Size(recipe.frames(), embedding, 1, HEADS, HEAD_WIDTH, 2 * embedding);
    }

    /** New weights where there are none yet. */
    private static NamedWeights weights(
            DferClip network, @Nullable DferClipText text, DferClipRecipe recipe, WeightSource known) {
        TorchInitialWeights fresh = new TorchInitialWeights(
                recipe.seed(), WeightShapes.of(new DferClipLoss(network, text == null ? null : text.learner())));
        return all(network, text, (name, shape) -> {
            if (text != null && name.equals(DferClipRecipe.PROMPTS + "token_prefix")) {
                return text.prefix();
            }
            if (text != null && name.equals(DferClipRecipe.PROMPTS + "token_suffix")) {
                return text.suffix();
            }
            boolean isNew = name.startsWith(DferClipRecipe.TEMPORAL) || name.startsWith(DferClipRecipe.PROMPTS);
            return (isNew ? fresh : known).read(name, shape);
        });
    }

    private static NamedWeights all(DferClip network, @Nullable DferClipText text, WeightSource source) {
        return NamedWeights.read(
                WeightShapes.of(new DferClipLoss(network, text == null ? null : text.learner())), source);
    }

    DferClipLoss loss() {
        return new DferClipLoss(network, text.map(DferClipText::learner).orElse(null));
    }
}
