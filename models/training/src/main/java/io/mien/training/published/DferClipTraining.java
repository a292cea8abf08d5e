package io.mien.training.published;

import io.mien.evaluation.ClipPictures;
import io.mien.evaluation.PreparedClips;
import io.mien.making.export.PackageContent;
import io.mien.making.export.PackageWriter;
import io.mien.making.network.DferClip;
import io.mien.making.network.WeightSource;
import io.mien.models.ModelManifest;
import io.mien.models.ShortClipRule;
import io.mien.models.SourceFile;
import io.mien.models.clips.ClipSampling;
import io.mien.models.clips.TrainSampling;
import io.mien.models.packages.ModelPackage;
import io.mien.training.augmentation.DferClipAugmentation;
import io.mien.training.engine.NamedWeights;
import io.mien.training.engine.RunSettings;
import io.mien.training.engine.StagePlan;
import io.mien.training.engine.Trainer;
import io.mien.training.engine.TrainingGraph;
import io.mien.training.engine.TrainingListener;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/** Trains DFER-CLIP on listed clips by its published recipe. */
public final class DferClipTraining {
    private static final String STAGE = "dfer-clip";
    private static final int VALIDATED_AT_ONCE = 16;

    private final DferClipRecipe recipe;
    private final RunSettings settings;
    private final ClipPictures pictures;
    private final TrainingListener listener;

    /** @param pictures of the clips; read by several threads */
    public DferClipTraining(
            DferClipRecipe recipe, RunSettings settings, ClipPictures pictures, TrainingListener listener) {
        this.recipe = recipe;
        this.settings = settings;
        this.pictures = pictures;
        this.listener = listener;
    }

    /**
     * Trains, or goes on with the run in the settings' folder.
     *
     * @return all weights, those of the text side among them
     * @throws io.mien.models.ModelException if a label is none of the start's, a clip cannot be read, or the folder has
     *     another run in it
     */
    public NamedWeights train(DferClipStart start, ListedData given) {
        ListedData data = given.withLabels(start.labels().labels(), settings.selection());
        ListedClipBatches batches = new ListedClipBatches(
                data.training().clips(),
                pictures,
                new TrainSampling(start.network().clipLength()),
                new DferClipAugmentation(recipe.augmentation(), start.preprocessing()),
                start.preprocessing().size(),
                start.labels().labels().size(),
                recipe.batch(),
                recipe.seed(),
                STAGE);
        StagePlan stage = new StagePlan(
                STAGE,
                recipe.epochs(),
                known -> new ListedClipStage(
                        new TrainingGraph(start.loss(), recipe.optimizer(), recipe.groups(), settings.compute()),
                        batches,
                        data.validation()
                                .map(held -> new ListedClipValidation(
                                        held.clips(),
                                        new PreparedClips(pictures, start.preprocessing()),
                                        new ClipSampling(
                                                ShortClipRule.EDGE_PAD,
                                                start.network().clipLength()),
                                        start.labels().labels().size(),
                                        VALIDATED_AT_ONCE))));
        return new Trainer(settings, plan(start, data), List.of(stage), listener).run(start.weights());
    }

    private String plan(DferClipStart start, ListedData data) {
        return "DFER-CLIP, " + recipe + ", from " + start.words() + " (" + ListedData.describe(start.sources()) + "), "
                + start.labels() + ", "
                + start.text().map(text -> text.texts() + ", ").orElse("") + data.describe() + ", "
                + settings.selection() + ", " + settings.compute();
    }

    /**
     * Makes a package of what was trained. The text features are computed once, here; the package has no text encoder.
     *
     * @param folder its place; nothing may be there
     * @param weights that {@link #train} gave for the same start
     */
    public ModelPackage write(
            Path folder, DferClipStart start, ListedData data, NamedWeights weights, String name, String version) {
        WeightSource all = start.text()
                .map(text -> {
                    float[] features = text.classFeatures(weights);
                    return (WeightSource) (weight, shape) ->
                            weight.equals(DferClip.CLASS_FEATURES) ? features : weights.read(weight, shape);
                })
                .orElse(weights);
        List<SourceFile> sources = new ArrayList<>(start.sources());
        sources.addAll(data.sources());
        SortedMap<String, String> options = new TreeMap<>(recipe.options());
        options.putAll(data.options());
        options.put("selection", ListedData.word(settings.selection()));
        return PackageWriter.write(
                folder,
                start.network(),
                all,
                new PackageContent(
                        "dfer-clip",
                        name,
                        version,
                        start.labels(),
                        start.preprocessing(),
                        ShortClipRule.EDGE_PAD,
                        "DFER-CLIP, trained from " + start.words() + " on "
                                + data.training().clips().size() + " clips",
                        sources,
                        options,
                        false,
                        ModelManifest.NEVER_UNSURE,
                        start.text().map(text -> text.explanation(start.labels(), weights))));
    }
}
