package io.mien.training.published;

import io.mien.training.engine.Optimizer;
import io.mien.training.engine.ParameterGroup;
import io.mien.training.engine.Schedule;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The recipe of Exp-CLIP's head (Zhao et al., WACV 2025, section 4.1, and the published code), which is one matrix,
 * trained at one rate. The published code's milestone comes after its last epoch and is left out.
 *
 * @param seed of everything random
 * @param frames of a clip, in the middles of as many parts, whose features' mean is the clip's; 1 as published, for stills
 * @param epochs how many
 * @param batch clips of a step: each is told from the others of its batch
 * @param rate learning rate
 * @param optimizer with momentum and weight decay
 */
public record ExpClipRecipe(long seed, int frames, int epochs, int batch, double rate, Optimizer.Sgd optimizer) {

    public ExpClipRecipe {
        if (frames < 1 || epochs < 1 || batch < 2) {
            throw new IllegalArgumentException("recipe: " + frames + " frames, " + epochs + " epochs, batches of "
                    + batch + " (expected: at least 1, 1 and 2)");
        }
    }

    /** The published recipe. */
    public static ExpClipRecipe published() {
        return new ExpClipRecipe(1, 1, 5, 512, 1e-3, Optimizer.Sgd.DFER_CLIP);
    }

    List<ParameterGroup> groups() {
        return List.of(
                new ParameterGroup("head", name -> name.equals(ExpClipHeadLoss.WEIGHT), rate, new Schedule.Constant()));
    }

    /** For the package. */
    SortedMap<String, String> options() {
        return new TreeMap<>(Map.of(
                "seed", Long.toString(seed),
                "frames", Integer.toString(frames),
                "epochs", Integer.toString(epochs),
                "batch", Integer.toString(batch),
                "rate", Double.toString(rate),
                "momentum", Double.toString(optimizer.momentum()),
                "weight-decay", Double.toString(optimizer.weightDecay())));
    }
}
