package io.mien.training.published;

import io.mien.making.network.DferClip;
import io.mien.training.augmentation.Augmentation;
import io.mien.training.engine.Optimizer;
import io.mien.training.engine.ParameterGroup;
import io.mien.training.engine.Schedule;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The recipe of DFER-CLIP (Zhao and Patras, BMVC 2023, section 4.1, and the published code). The text encoder is
 * frozen.
 *
 * @param seed of everything random
 * @param frames in a clip
 * @param contextTokens learned tokens of each class, where there is a text side
 * @param epochs how many
 * @param batch clips of a step
 * @param temporalRate learning rate of the temporal model
 * @param encoderRate learning rate of the image encoder
 * @param promptRate learning rate of the learned tokens; of the classes' features where there is no text side
 * @param milestones epochs from which on all rates are smaller
 * @param decay what each milestone multiplies them with
 * @param optimizer with momentum and weight decay
 * @param augmentation what is done to training clips
 */
public record DferClipRecipe(
        long seed,
        int frames,
        int contextTokens,
        int epochs,
        int batch,
        double temporalRate,
        double encoderRate,
        double promptRate,
        List<Integer> milestones,
        double decay,
        Optimizer.Sgd optimizer,
        Augmentation augmentation) {

    static final String TEMPORAL = "temporal_net.";
    static final String ENCODER = "image_encoder.";
    static final String PROMPTS = "prompt_learner.";

    public DferClipRecipe {
        milestones = List.copyOf(milestones);
        if (frames < 1 || contextTokens < 1 || epochs < 1 || batch < 1) {
            throw new IllegalArgumentException("recipe: " + frames + " frames, " + contextTokens + " learned tokens, "
                    + epochs + " epochs, batches of " + batch + " (expected: at least 1 each)");
        }
        if (!(decay > 0)) {
            throw new IllegalArgumentException("decay: " + decay + " (expected: above 0)");
        }
    }

    /** The published recipe, with DFEW's augmentation. */
    public static DferClipRecipe published() {
        return new DferClipRecipe(
                1, 16, 8, 50, 48, 1e-2, 1e-5, 1e-3, List.of(30, 40), 0.1, Optimizer.Sgd.DFER_CLIP, Augmentation.DFEW);
    }

    /** What is trained at which rate; the last one takes whichever there is of the two. */
    List<ParameterGroup> groups() {
        Schedule schedule = new Schedule.Milestones(milestones, decay);
        return List.of(
                ParameterGroup.startingWith(TEMPORAL, temporalRate, schedule),
                ParameterGroup.startingWith(ENCODER, encoderRate, schedule),
                new ParameterGroup(
                        "prompts",
                        name -> name.equals(PROMPTS + "ctx") || name.equals(DferClip.CLASS_FEATURES),
                        promptRate,
                        schedule));
    }

    /** For the package. */
    SortedMap<String, String> options() {
        return new TreeMap<>(Map.of(
                "seed", Long.toString(seed),
                "epochs", Integer.toString(epochs),
                "batch", Integer.toString(batch),
                "temporal-rate", Double.toString(temporalRate),
                "encoder-rate", Double.toString(encoderRate),
                "prompt-rate", Double.toString(promptRate),
                "milestones", milestones + " x " + decay,
                "momentum", Double.toString(optimizer.momentum()),
                "weight-decay", Double.toString(optimizer.weightDecay()),
                "augmentation", ListedData.word(augmentation)));
    }
}
