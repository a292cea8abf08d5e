package io.mien.making.importing;

import io.mien.making.checkpoint.Checkpoint;
import io.mien.making.export.PackageContent;
import io.mien.making.export.PackageWriter;
import io.mien.making.export.TextFeatures;
import io.mien.making.network.Activation;
import io.mien.making.network.DferClip;
import io.mien.making.network.TextTransformer;
import io.mien.making.network.VisionTransformer;
import io.mien.making.network.WeightSource;
import io.mien.making.text.ContextPosition;
import io.mien.making.text.EmbeddedPrompts;
import io.mien.models.LabelSet;
import io.mien.models.ModelException;
import io.mien.models.ModelManifest;
import io.mien.models.ShortClipRule;
import io.mien.models.SourceFile;
import io.mien.models.packages.ModelExplanation;
import io.mien.models.packages.ModelPackage;
import io.mien.pictures.PreprocessingProfile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** Making model packages of checkpoints that say everything themselves. */
public final class ModelImport {
    private static final int STEPS = 4;
    private static final int VERSION_DIGITS = 12;

    private ModelImport() {}

    /**
     * Imports DFER-CLIP. Its classes' text features are computed once, here; the package has no text encoder any more.
     *
     * @param checkpoint the file
     * @param options what it does not say
     * @param folder the package's place; nothing may be there
     * @throws ModelException if the file is refused or incomplete, the labels do not fit its classes, or the package cannot be
     *     written; nothing is left behind then
     */
    public static ModelPackage dferClip(Path checkpoint, DferClipImport options, Path folder, ImportProgress progress) {
        if (Files.exists(folder)) {
            throw new ModelException("model package " + folder
                    + ": something is there already (expected: a path that is" + " free; packages are never changed)");
        }
        try (Checkpoint open = options.choices().open(checkpoint)) {
            DferClipWeights weights = DferClipWeights.of(open, options.choices());
            weights.notes().forEach(progress::says);
            DferClipSize size = weights.size();
            LabelSet labels = options.labelsFor(size.classes());
            progress.begins(1, STEPS, "taking the digest of " + checkpoint.getFileName());
            List<SourceFile> sources = open.files().stream()
                    .map(file -> SourceFiles.of("checkpoint", file))
                    .toList();

            progress.begins(2, STEPS, "finding the words of " + size.classes() + " prompts");
            LearnedPrompts prompts = LearnedPrompts.of(weights, labels, options.position());

            progress.begins(3, STEPS, "encoding " + size.classes() + " prompts");
            float[] features = textFeatures(weights, prompts.embedded());

            progress.begins(4, STEPS, "writing the package and running it once");
            DferClip network = DferClip.of(size.clip().vision(), size.temporal(), size.classes());
            return PackageWriter.write(
                    folder,
                    network,
                    withClassFeatures(weights, features),
                    content(open, weights, labels, sources, options, prompts.explanation()));
        }
    }

    private static float[] textFeatures(DferClipWeights weights, EmbeddedPrompts prompts) {
        TextTransformer transformer =
                new TextTransformer(weights.size().clip().text(), Activation.QUICK_GELU, DferClipKeys.TEXT_ENCODER);
        return TextFeatures.compute(transformer, weights, prompts);
    }

    private static WeightSource withClassFeatures(DferClipWeights weights, float[] features) {
        return (name, shape) -> name.equals(DferClip.CLASS_FEATURES) ? features : weights.read(name, shape);
    }

    private static PackageContent content(
            Checkpoint checkpoint,
            DferClipWeights weights,
            LabelSet labels,
            List<SourceFile> sources,
            DferClipImport options,
            ModelExplanation explanation) {
        SortedMap<String, String> chosen = new TreeMap<>();
        DferClipSize size = weights.size();
        chosen.put("context-position", name(options.position()));
        options.choices().addTo(chosen);
        if (!weights.leftOut().isEmpty()) {
            chosen.put("left-out", String.join(" ", weights.leftOut()));
        }
        return new PackageContent(
                "dfer-clip",
                options.name().orElseGet(() -> "dfer-clip-" + name(size.clip().vision())),
                options.version()
                        .orElseGet(
                                () -> sources.get(sources.size() - 1).sha256().substring(0, VERSION_DIGITS)),
                labels,
                PreprocessingProfile.dferClip(size.clip().vision().image()),
                ShortClipRule.EDGE_PAD,
                "imported from a checkpoint of DFER-CLIP, " + checkpoint.format() + epoch(checkpoint),
                sources,
                chosen,
                false,
                ModelManifest.NEVER_UNSURE,
                Optional.of(explanation));
    }

    /** Training scripts that say how far they had come say so under this key. */
    private static String epoch(Checkpoint checkpoint) {
        return checkpoint.others().stream()
                .filter(other -> other.name().equals("epoch"))
                .map(other -> ", epoch " + other.description())
                .findFirst()
                .orElse("");
    }

    private static String name(ContextPosition position) {
        return position.name().toLowerCase(Locale.ROOT);
    }

    /** {@code vit-b-32} and the like for the sizes that have a name. */
    private static String name(VisionTransformer.Size vision) {
        String encoder;
        if (vision.width() == 768 && vision.layers() == 12) {
            encoder = "vit-b";
        } else if (vision.width() == 1024 && vision.layers() == 24) {
            encoder = "vit-l";
        } else {
            encoder = vision.layers() + "x" + vision.width();
        }
        return encoder + "-" + vision.patch();
    }
}
