package io.mien.making.importing;

import io.mien.making.checkpoint.Checkpoint;
import io.mien.making.network.Activation;
import io.mien.making.network.PixelNormalization;
import io.mien.making.network.TextTransformer;
import io.mien.making.network.VisionTransformer;
import io.mien.models.ModelException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/**
 * What CLIP's weights do not say themselves: of what stands beside them, of the command line, or of whose they are. Nothing
 * that changes what a model computes is assumed where another value is as likely, and two that differ are refused.
 *
 * @param vision sizes, with the heads
 * @param text sizes, with the heads
 * @param visionActivation of the image encoder
 * @param textActivation of the text encoder
 * @param pixels how a picture's values are normalised
 * @param files that it was read from
 * @param notes what was decided and by what, in sentences
 */
public record ClipSettings(
        VisionTransformer.Size vision,
        TextTransformer.Size text,
        Activation visionActivation,
        Activation textActivation,
        PixelNormalization pixels,
        List<Path> files,
        List<String> notes) {
    /** Width and layers of published image encoders, which more than one training gave weights for. */
    private static final Set<List<Integer>> PUBLISHED =
            Set.of(List.of(768, 12), List.of(1024, 24), List.of(1280, 32), List.of(1408, 40), List.of(1664, 48));

    private static final double EPSILON = 1e-5;
    private static final double NEAR = 1e-4;

    public ClipSettings {
        files = List.copyOf(files);
        notes = List.copyOf(notes);
    }

    /**
     * Finds them.
     *
     * @param given the activation of the command line
     * @throws ModelException as {@link #of(Checkpoint, ClipWeights, Optional, String)}
     */
    public static ClipSettings of(Checkpoint checkpoint, ClipWeights weights, Optional<Activation> given) {
        return of(checkpoint, weights, given, "--activation");
    }

    /**
     * Finds them.
     *
     * @param given the activation that is asked for
     * @param by who asks for it, for messages
     * @throws ModelException if two sources contradict each other, a file beside the weights asks for what no encoder here
     *     has, or nothing says the activation
     */
    public static ClipSettings of(Checkpoint checkpoint, ClipWeights weights, Optional<Activation> given, String by) {
        List<StatedClip> stated = List.of();
        Path folder = checkpoint.file().toAbsolutePath().getParent();
        if (folder != null && !weights.isOfOpenAi()) {
            stated = SideFiles.in(folder, weights.layout());
        }
        return new Deciding(checkpoint.file(), weights, given, by, stated).decide();
    }

    /**
     * Does nothing for a CLIP whose shapes say all but its activation, as a run of the training saves it.
     *
     * @throws ModelException if heads are of another width, or the two encoders' activations differ
     */
    public ClipSettings requireForTraining(ClipWeights weights) {
        if (!vision.equals(weights.size().vision())
                || !text.equals(weights.size().text())) {
            throw new ModelException("clip: heads of " + vision.headWidth() + " and " + text.headWidth()
                    + " in the encoders (expected for training: "
                    + weights.size().vision().headWidth() + " and "
                    + weights.size().text().headWidth() + ", as the widths say)");
        }
        if (visionActivation != textActivation) {
            throw new ModelException("clip: activations " + visionActivation + " and " + textActivation
                    + " in the encoders (expected for training: the same in both)");
        }
        return this;
    }

    /** The work of one decision. */
    private static final class Deciding {
        private final Path file;
        private final ClipWeights weights;
        private final Optional<Activation> given;
        private final String by;
        private final List<StatedClip> stated;
        private final List<String> notes = new ArrayList<>();

        Deciding(Path file, ClipWeights weights, Optional<Activation> given, String by, List<StatedClip> stated) {
            this.file = file;
            this.weights = weights;
            this.given = given;
            this.by = by;
            this.stated = stated;
        }

        ClipSettings decide() {
            stated.forEach(this::requireSizes);
            ClipSize size = weights.size();
            VisionTransformer.Size vision = size.vision();
            TextTransformer.Size text = size.text();
            int visionHead =
                    headWidth("image", vision.width(), usual(vision.headWidth(), vision.hasUsualHeads()), true);
            int textHead = headWidth("text", text.width(), usual(text.headWidth(), text.hasUsualHeads()), false);
            Activation visionActivation = activation("image", true);
            Activation textActivation = activation("text", false);
            return new ClipSettings(
                    new VisionTransformer.Size(
                            vision.image(),
                            vision.patch(),
                            vision.width(),
                            vision.layers(),
                            vision.embedding(),
                            visionHead,
                            vision.hidden()),
                    new TextTransformer.Size(
                            text.context(), text.width(), text.layers(), text.embedding(), textHead, text.hidden()),
                    visionActivation,
                    textActivation,
                    pixels(),
                    stated.stream().map(StatedClip::file).toList(),
                    notes);
        }

        private void requireSizes(StatedClip said) {
            if (!said.others().isEmpty()) {
                throw new ModelException(said.file() + ": " + String.join(", ", said.others())
                        + " (expected: CLIP's own encoders and pictures, which have none of it)");
            }
            ClipSize size = weights.size();
            requireSize(said, "image size", said.image(), size.vision().image());
            requireSize(said, "patch size", said.patch(), size.vision().patch());
            requireSize(said, "embedding", said.embedding(), size.embedding());
            requireSize(said, "context length", said.context(), size.text().context());
            requireSize(said, "vocabulary", said.vocabulary(), size.vocabulary());
            VisionTransformer.Size vision = size.vision();
            requireTower(said, "image encoder", said.vision(), vision.width(), vision.layers(), vision.hidden());
            TextTransformer.Size text = size.text();
            requireTower(said, "text encoder", said.text(), text.width(), text.layers(), text.hidden());
            said.resampling().filter(filter -> !filter.equals("bicubic")).ifPresent(filter -> {
                throw new ModelException(
                        said.file() + ": pictures are resampled " + filter + " (expected: bicubic, as CLIP's are)");
            });
        }

        private void requireTower(
                StatedClip said, String encoder, StatedClip.Tower tower, int width, int layers, int hidden) {
            requireSize(said, encoder + "'s width", tower.width(), width);
            requireSize(said, encoder + "'s layers", tower.layers(), layers);
            requireSize(said, encoder + "'s hidden width", tower.hidden(), hidden);
            if (tower.epsilon().isPresent() && Math.abs(tower.epsilon().getAsDouble() - EPSILON) > EPSILON * NEAR) {
                throw new ModelException(said.file() + ": " + encoder + "'s layer_norm_eps "
                        + tower.epsilon().getAsDouble() + " (expected: " + EPSILON + ", CLIP's)");
            }
        }

        private void requireSize(StatedClip said, String what, OptionalInt value, int inShapes) {
            if (value.isPresent() && value.getAsInt() != inShapes) {
                throw new ModelException(
                        said.file() + ": " + what + " " + value.getAsInt() + " (the weights' shapes in "
                                + file.getFileName() + " say " + inShapes + "; is it the file of other weights?)");
            }
        }

        private static OptionalInt usual(int headWidth, boolean isUsual) {
            return isUsual ? OptionalInt.of(headWidth) : OptionalInt.empty();
        }

        private int headWidth(String encoder, int width, OptionalInt usual, boolean vision) {
            OptionalInt found = OptionalInt.empty();
            Path foundIn = file;
            for (StatedClip said : stated) {
                OptionalInt heads = (vision ? said.vision() : said.text()).heads();
                if (heads.isEmpty()) {
                    continue;
                }
                if (heads.getAsInt() < 1 || width % heads.getAsInt() != 0) {
                    throw new ModelException(said.file() + ": " + heads.getAsInt() + " heads in the " + encoder
                            + " encoder (expected: a divisor of its width " + width + ")");
                }
                if (found.isPresent() && found.getAsInt() != heads.getAsInt()) {
                    throw contradiction(
                            encoder + " encoder's heads", said.file(), heads.getAsInt(), foundIn, found.getAsInt());
                }
                found = heads;
                foundIn = said.file();
            }
            if (found.isEmpty() && usual.isEmpty()) {
                throw new ModelException("checkpoint " + file + ": nothing says how many heads the " + encoder
                        + " encoder has, whose width is " + width + " (expected: " + SideFiles.HUGGING_FACE + " or "
                        + SideFiles.OPEN_CLIP + " beside it, or a width of whole 64s)");
            }
            return found.isPresent() ? width / found.getAsInt() : usual.getAsInt();
        }

        private Activation activation(String encoder, boolean vision) {
            Optional<Activation> found = given;
            String foundIn = by;
            for (StatedClip said : stated) {
                Optional<Activation> own = (vision ? said.vision() : said.text()).activation();
                if (own.isEmpty()) {
                    continue;
                }
                if (found.isPresent() && !found.equals(own)) {
                    throw new ModelException(said.file() + ": the " + encoder + " encoder's activation is "
                            + word(own.get()) + ", and " + foundIn + " says " + word(found.get())
                            + " (expected: one and the same)");
                }
                found = own;
                foundIn = said.file().getFileName().toString();
            }
            if (weights.isOfOpenAi()) {
                if (found.isPresent() && found.get() != Activation.QUICK_GELU) {
                    throw new ModelException(
                            "checkpoint " + file + ": OpenAI's own file, whose activation is quick-gelu (" + foundIn
                                    + " says " + word(found.get()) + ")");
                }
                found = Optional.of(Activation.QUICK_GELU);
                foundIn = "OpenAI's own file";
            }
            Activation decided = found.orElseGet(this::assumed);
            if (found.isPresent()) {
                notes.add("the " + encoder + " encoder's activation is " + word(decided) + ", as " + foundIn + " says");
            }
            return decided;
        }

        /** A file in OpenAI's layout that nothing tells from theirs but its size, which is none that others published. */
        private Activation assumed() {
            VisionTransformer.Size vision = weights.size().vision();
            boolean named =
                    file.getFileName().toString().toLowerCase(Locale.ROOT).contains("open_clip");
            if (weights.layout() != ClipLayout.OPENAI
                    || named
                    || PUBLISHED.contains(List.of(vision.width(), vision.layers()))) {
                throw new ModelException("checkpoint " + file
                        + ": nothing says what activation these weights were trained"
                        + " with, and both kinds are published in this form (expected: " + SideFiles.HUGGING_FACE
                        + " or "
                        + SideFiles.OPEN_CLIP + " beside it, as published, or --activation: quick-gelu for OpenAI's"
                        + " weights, gelu for most of open_clip's own)");
            }
            String note = "nothing says the activation: quick-gelu is taken, as OpenAI's code has it"
                    + " (--activation gelu if it was trained with open_clip's)";
            if (!notes.contains(note)) {
                notes.add(note);
            }
            return Activation.QUICK_GELU;
        }

        private PixelNormalization pixels() {
            PixelNormalization found = PixelNormalization.CLIP;
            Optional<Path> foundIn = Optional.empty();
            for (StatedClip said : stated) {
                Optional<PixelNormalization> own = said.pixels();
                if (own.isEmpty()) {
                    continue;
                }
                if (foundIn.isPresent() && !own.get().equals(found)) {
                    throw contradiction("normalisation", said.file(), own.get(), foundIn.get(), found);
                }
                found = own.get();
                foundIn = Optional.of(said.file());
            }
            if (foundIn.isPresent() && !found.equals(PixelNormalization.CLIP)) {
                notes.add("pictures have mean " + found.mean() + " and deviation " + found.deviation() + ", as "
                        + foundIn.get().getFileName() + " says");
            }
            return found;
        }

        private static ModelException contradiction(String what, Path one, Object first, Path other, Object second) {
            return new ModelException(one + ": " + what + " " + first + ", and " + other.getFileName() + " says "
                    + second + " (expected: one and the same)");
        }

        private static String word(Activation activation) {
            return activation.name().toLowerCase(Locale.ROOT).replace('_', '-');
        }
    }
}
