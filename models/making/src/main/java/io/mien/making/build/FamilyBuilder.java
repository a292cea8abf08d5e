package io.mien.making.build;

import io.mien.making.checkpoint.Checkpoint;
import io.mien.making.export.Explanations;
import io.mien.making.export.Explanations.ExplainedPrompt;
import io.mien.making.export.PackageContent;
import io.mien.making.export.PackageWriter;
import io.mien.making.export.TextFeatures;
import io.mien.making.importing.ClipSettings;
import io.mien.making.importing.ClipSize;
import io.mien.making.importing.ClipWeights;
import io.mien.making.importing.CliperDescriptors;
import io.mien.making.importing.ExpClipHead;
import io.mien.making.importing.ImportProgress;
import io.mien.making.importing.SourceFiles;
import io.mien.making.labels.LabelDescriptions;
import io.mien.making.network.Activation;
import io.mien.making.network.PixelNormalization;
import io.mien.making.network.PooledClip;
import io.mien.making.network.TextTransformer;
import io.mien.making.network.VisionTransformer;
import io.mien.making.text.CliperTemplate;
import io.mien.making.text.EmbeddedPrompts;
import io.mien.making.text.PromptLayout;
import io.mien.making.text.TokenEmbedding;
import io.mien.making.text.Tokenizer;
import io.mien.models.LabelSet;
import io.mien.models.ModelException;
import io.mien.models.ModelManifest;
import io.mien.models.ShortClipRule;
import io.mien.models.SourceFile;
import io.mien.models.packages.ModelPackage;
import io.mien.pictures.PreprocessingProfile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Builds packages of the families that are CLIP over the mean of a clip's frames: {@code clip}, {@code exp-clip} and {@code
 * cliper}. Their text features are computed here, once; the packages have no text encoder.
 */
public final class FamilyBuilder {
    /** As in all the papers' evaluations. */
    private static final int CLIP_LENGTH = 16;

    /** What CLIPER's code multiplies cosines with, whatever scale CLIP learned. */
    private static final double CLIPER_SCALE = 100;

    private static final int STEPS = 4;
    private static final int VERSION_DIGITS = 8;

    private final FamilyRequest request;
    private final ImportProgress progress;
    private final Provenance provenance;

    private FamilyBuilder(FamilyRequest request, ImportProgress progress, Provenance provenance) {
        this.request = request;
        this.progress = progress;
        this.provenance = provenance;
    }

    /**
     * What makes a family of CLIP over frames: all that its members differ in.
     *
     * @param ownPixels whether the normalisation is CLIP's own, which a file beside its weights may say otherwise
     */
    private record Family(
            String name,
            PixelNormalization normalization,
            boolean ownPixels,
            Function<Integer, PreprocessingProfile> preprocessing,
            ShortClipRule shortClips,
            String weights) {

        /** CLIP's own pictures. */
        static final Family CLIP = new Family(
                "clip", PixelNormalization.CLIP, true, PreprocessingProfile::clip, ShortClipRule.EDGE_PAD, "CLIP");

        /** Plain fractions of squashed pictures, and of a short clip nothing but the first frame, as the published code has it. */
        static final Family EXP_CLIP = new Family(
                "exp-clip",
                PixelNormalization.NONE,
                false,
                PreprocessingProfile::dferClip,
                ShortClipRule.FIRST_FRAME,
                "CLIP and Exp-CLIP's head");

        /** The published code has stills only; of video the paper says that frames are averaged. */
        static final Family CLIPER = new Family(
                "cliper",
                PixelNormalization.CLIP,
                true,
                PreprocessingProfile::clip,
                ShortClipRule.EDGE_PAD,
                "CLIP and CLIPER's descriptors");
    }

    /** CLIP's file, open. */
    private record OpenClip(Checkpoint checkpoint, ClipWeights weights, ClipSettings settings) {
        List<String> notes() {
            return Stream.concat(weights.notes().stream(), settings.notes().stream())
                    .toList();
        }

        /** All files that say what CLIP is. */
        List<SourceFile> sources() {
            return Stream.concat(
                            checkpoint.files().stream().map(file -> SourceFiles.of("clip", file)),
                            settings.files().stream().map(file -> SourceFiles.of("settings", file)))
                    .toList();
        }
    }

    /** Prompts and what they became. */
    @SuppressWarnings("ArrayRecordComponent") // a carrier, compared by nobody
    private record Prompts(List<ExplainedPrompt> prompts, float[] features, TokenEmbedding words) {}

    /**
     * Builds a package.
     *
     * @param folder its place; nothing may be there
     * @throws ModelException if a file is refused, incomplete or does not fit the others, or the package cannot be written;
     *     nothing is left behind then
     */
    public static ModelPackage build(FamilyRequest request, Path folder, ImportProgress progress) {
        return build(request, folder, progress, Provenance.NONE);
    }

    /**
     * Builds a package of files that were made on the way, and says where they came from.
     *
     * @param folder its place; nothing may be there
     * @throws ModelException as {@link #build(FamilyRequest, Path, ImportProgress)}
     */
    public static ModelPackage build(
            FamilyRequest request, Path folder, ImportProgress progress, Provenance provenance) {
        if (Files.exists(folder)) { // said now, not after minutes
            throw new ModelException("model package " + folder + ": something is there already"
                    + " (expected: a path that is free; packages are never changed)");
        }
        FamilyBuilder builder = new FamilyBuilder(request, progress, provenance);
        progress.begins(1, STEPS, "reading " + request.clip());
        try (Checkpoint checkpoint = request.choices().open(request.clip())) {
            ClipWeights weights = ClipWeights.of(checkpoint, request.choices());
            ClipSettings settings = ClipSettings.of(checkpoint, weights, request.activation());
            OpenClip clip = new OpenClip(checkpoint, weights, settings);
            clip.notes().forEach(progress::says);
            if (request instanceof FamilyRequest.Clip own) {
                return builder.clip(own, clip, folder);
            } else if (request instanceof FamilyRequest.ExpClip own) {
                return builder.expClip(own, clip, folder);
            } else if (request instanceof FamilyRequest.Cliper own) {
                return builder.cliper(own, clip, folder);
            }
            throw new IllegalStateException("family of " + request); // sealed: there is no other
        }
    }

    private ModelPackage clip(FamilyRequest.Clip own, OpenClip clip, Path folder) {
        Prompts prompts = encode(clip, words(own.labels(), own.vocabulary(), clip.weights.size(), false));
        return write(
                folder,
                Family.CLIP,
                clip,
                prompts,
                own.labels().labelSet(),
                clip.weights.logitScale(),
                Optional.empty(),
                List.of(SourceFiles.of("vocabulary", own.vocabulary())));
    }

    private ModelPackage expClip(FamilyRequest.ExpClip own, OpenClip clip, Path folder) {
        try (Checkpoint checkpoint = Checkpoint.open(own.head())) {
            ExpClipHead head = ExpClipHead.of(checkpoint);
            int embedding = clip.weights.size().embedding();
            if (head.embedding() != embedding) {
                throw new ModelException("head " + own.head() + ": made for embeddings of " + head.embedding()
                        + " floats (expected: " + embedding + ", those of " + own.clip() + ")");
            }
            float[] projection = head.weight();
            Prompts prompts = encode(clip, words(own.labels(), own.vocabulary(), clip.weights.size(), true));
            Prompts projected =
                    new Prompts(prompts.prompts, project(prompts.features, projection, embedding), prompts.words);
            return write(
                    folder,
                    Family.EXP_CLIP,
                    clip,
                    projected,
                    own.labels().labelSet(),
                    clip.weights.logitScale(),
                    Optional.of(projection),
                    List.of(SourceFiles.of("head", own.head()), SourceFiles.of("vocabulary", own.vocabulary())));
        }
    }

    private ModelPackage cliper(FamilyRequest.Cliper own, OpenClip clip, Path folder) {
        try (Checkpoint checkpoint = Checkpoint.open(own.descriptors())) {
            CliperDescriptors descriptors = CliperDescriptors.of(checkpoint);
            int labels = own.labels().labels().size();
            int width = clip.weights.size().text().width();
            if (descriptors.width() != width) {
                throw new ModelException("descriptors " + own.descriptors() + ": tokens of " + descriptors.width()
                        + " floats (expected: " + width + ", those of " + own.clip() + ")");
            }
            if (descriptors.descriptors() % labels != 0) {
                throw new ModelException("descriptors " + own.descriptors() + ": " + descriptors.descriptors() + " for "
                        + labels + " labels " + own.labels().labels() + " (expected: as many for each label)");
            }
            return write(
                    folder,
                    Family.CLIPER,
                    clip,
                    encode(clip, templates(descriptors)),
                    own.labels(),
                    CLIPER_SCALE,
                    Optional.empty(),
                    List.of(SourceFiles.of("descriptors", own.descriptors())));
        }
    }

    private static List<ExplainedPrompt> words(
            LabelDescriptions labels, Path vocabulary, ClipSize size, boolean mayBeCut) {
        Tokenizer tokenizer = Tokenizer.open(vocabulary);
        if (tokenizer.size() > size.vocabulary()) {
            throw new ModelException("vocabulary " + vocabulary + ": " + tokenizer.size() + " ids (expected: at most "
                    + size.vocabulary() + ", as many as the text encoder has embeddings)");
        }
        int context = size.text().context();
        List<ExplainedPrompt> prompts = new ArrayList<>();
        for (List<String> texts : labels.prompts()) {
            for (String text : texts) {
                int[] tokens =
                        mayBeCut ? tokenizer.tokenizeTruncated(text, context) : tokenizer.tokenize(text, context);
                prompts.add(new ExplainedPrompt(text, PromptLayout.ofWords(tokenizer, tokens), new float[0]));
            }
        }
        return prompts;
    }

    private static List<ExplainedPrompt> templates(CliperDescriptors descriptors) {
        PromptLayout layout = CliperTemplate.layout(descriptors.tokens());
        int length = descriptors.tokens() * descriptors.width();
        float[] embeddings = descriptors.embeddings();
        List<ExplainedPrompt> prompts = new ArrayList<>();
        for (int descriptor = 0; descriptor < descriptors.descriptors(); descriptor++) {
            float[] learned = Arrays.copyOfRange(embeddings, descriptor * length, (descriptor + 1) * length);
            prompts.add(new ExplainedPrompt("", layout, learned));
        }
        return prompts;
    }

    private Prompts encode(OpenClip clip, List<ExplainedPrompt> prompts) {
        progress.begins(2, STEPS, "encoding " + prompts.size() + " prompts");
        TextTransformer.Size text = clip.settings.text();
        TokenEmbedding words = new TokenEmbedding(
                clip.weights.read(
                        ClipWeights.TOKEN_EMBEDDING, clip.weights.size().vocabulary(), text.width()),
                text.width());
        EmbeddedPrompts embedded = EmbeddedPrompts.of(
                prompts.stream().map(ExplainedPrompt::layout).toList(),
                words,
                prompts.stream().map(ExplainedPrompt::learned).toList());
        TextTransformer transformer = new TextTransformer(text, clip.settings.textActivation(), "");
        return new Prompts(prompts, TextFeatures.compute(transformer, clip.weights, embedded), words);
    }

    /** The head on the text side: {@code [prompts, embedding] -> [prompts, hidden]}. */
    private static float[] project(float[] features, float[] head, int embedding) {
        int hidden = head.length / embedding;
        float[] projected = new float[features.length / embedding * hidden];
        for (int i = 0; i < projected.length; i++) {
            int prompt = i / hidden * embedding;
            int row = i % hidden * embedding;
            double sum = 0;
            for (int j = 0; j < embedding; j++) {
                sum += (double) features[prompt + j] * head[row + j];
            }
            projected[i] = (float) sum;
        }
        return projected;
    }

    private ModelPackage write(
            Path folder,
            Family family,
            OpenClip clip,
            Prompts prompts,
            LabelSet labels,
            double scale,
            Optional<float[]> head,
            List<SourceFile> besides) {
        List<SourceFile> sources =
                Stream.concat(clip.sources().stream(), besides.stream()).toList();
        VisionTransformer.Size vision = clip.settings.vision();
        OptionalInt hidden =
                head.isEmpty() ? OptionalInt.empty() : OptionalInt.of(head.get().length / vision.embedding());
        int perLabel = prompts.prompts.size() / labels.labels().size();
        PooledClip network = PooledClip.of(
                new VisionTransformer(
                        vision,
                        family.ownPixels ? clip.settings.pixels() : family.normalization,
                        clip.settings.visionActivation(),
                        "visual."),
                CLIP_LENGTH,
                hidden,
                labels.labels().size(),
                perLabel,
                scale);
        progress.begins(
                3, STEPS, "looking at what stands behind " + labels.labels().size() + " labels");
        TreeMap<String, String> options = new TreeMap<>(provenance.options());
        Activation image = clip.settings.visionActivation();
        Activation text = clip.settings.textActivation();
        options.put("activation", optionName(image) + (image == text ? "" : ", of texts " + optionName(text)));
        request.choices().addTo(options);
        if (!clip.weights.leftOut().isEmpty()) {
            options.put("left-out", String.join(" ", clip.weights.leftOut()));
        }
        PackageContent content = new PackageContent(
                family.name,
                provenance.name().orElseGet(() -> family.name + "-" + nameOf(vision)),
                provenance.version().orElseGet(() -> versionOf(sources)),
                labels,
                family.preprocessing.apply(vision.image()),
                family.shortClips,
                provenance.weights().orElse(family.weights),
                Stream.concat(sources.stream(), provenance.sources().stream()).toList(),
                options,
                false,
                ModelManifest.NEVER_UNSURE,
                Optional.of(Explanations.of(labels, prompts.prompts, prompts.words)));
        progress.begins(4, STEPS, "writing " + folder);
        return PackageWriter.write(
                folder,
                network,
                (name, shape) -> switch (name) {
                    case PooledClip.PROMPT_FEATURES -> prompts.features;
                    case PooledClip.HEAD -> head.orElseThrow();
                    default -> clip.weights.read(name, shape);
                },
                content);
    }

    /** {@code vit-b-32} for the published sizes, {@code vit-128x2-16} (width, layers, patch) for others. */
    private static String nameOf(VisionTransformer.Size size) {
        if (size.width() == 768 && size.layers() == 12) {
            return "vit-b-" + size.patch();
        }
        if (size.width() == 1024 && size.layers() == 24) {
            return "vit-l-" + size.patch();
        }
        return "vit-" + size.width() + "x" + size.layers() + "-" + size.patch();
    }

    /** Another one when a file is: the first digits of the files' digests, one after the other. */
    private static String versionOf(List<SourceFile> sources) {
        return sources.stream()
                .map(source -> source.sha256().substring(0, VERSION_DIGITS))
                .collect(Collectors.joining("-"));
    }

    private static String optionName(Activation activation) {
        return activation.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
