package io.mien.training.published;

import io.mien.making.network.LearnedDescriptors;
import io.mien.training.engine.Optimizer;
import io.mien.training.engine.ParameterGroup;
import io.mien.training.engine.Schedule;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The recipe of CLIPER (Li et al. 2023, and the released code, which has stills only). The descriptors are trained
 * first, then the image encoder, both with AdamW.
 *
 * @param seed of everything random
 * @param frames in a clip, whose features' mean is the clip's; 1 for stills
 * @param descriptorsPerClass learned for each class
 * @param tokens learned in each descriptor
 * @param loss which one
 * @param descriptorEpochs of the first stage
 * @param encoderEpochs of the second stage
 * @param batch clips of a step
 * @param descriptorRate learning rate of the first stage
 * @param encoderRate learning rate of the second stage, at the top of each restart
 * @param restart epochs in which it falls to nothing along half a cosine
 * @param weightDecay of the second stage
 * @param augmented whether training pictures are changed as in the released code
 */
public record CliperRecipe(
        long seed,
        int frames,
        int descriptorsPerClass,
        int tokens,
        CliperLossKind loss,
        int descriptorEpochs,
        int encoderEpochs,
        int batch,
        double descriptorRate,
        double encoderRate,
        int restart,
        double weightDecay,
        boolean augmented) {
    private static final double EPSILON = 1e-4;

    public CliperRecipe {
        if (frames < 1 || descriptorsPerClass < 1 || tokens < 1 || batch < 1) {
            throw new IllegalArgumentException("recipe: " + frames + " frames, " + descriptorsPerClass
                    + " descriptors of " + tokens + " tokens, batches of " + batch + " (expected: at least 1 each)");
        }
        if (descriptorEpochs < 1 || encoderEpochs < 1) {
            throw new IllegalArgumentException(
                    "epochs: " + descriptorEpochs + " and " + encoderEpochs + " (expected: at least 1 of each stage)");
        }
    }

    /** The released recipe for clips, with as many frames as the other families take. */
    public static CliperRecipe published() {
        return new CliperRecipe(1, 16, 5, 4, CliperLossKind.RELEASED, 2, 57, 128, 1e-2, 5e-6, 10, 0.1, true);
    }

    Optimizer firstOptimizer() {
        return Optimizer.AdamW.of(EPSILON, 0);
    }

    List<ParameterGroup> firstGroups() {
        return List.of(new ParameterGroup(
                "descriptors",
                name -> name.equals(LearnedDescriptors.DESCRIPTOR),
                descriptorRate,
                new Schedule.Constant()));
    }

    Optimizer secondOptimizer() {
        return Optimizer.AdamW.of(EPSILON, weightDecay);
    }

    List<ParameterGroup> secondGroups() {
        return List.of(ParameterGroup.startingWith("visual.", encoderRate, new Schedule.CosineRestarts(restart)));
    }

    /** For the package. */
    SortedMap<String, String> options() {
        return new TreeMap<>(Map.of(
                "seed", Long.toString(seed),
                "frames", Integer.toString(frames),
                "loss", ListedData.word(loss),
                "descriptor-epochs", Integer.toString(descriptorEpochs),
                "encoder-epochs", Integer.toString(encoderEpochs),
                "batch", Integer.toString(batch),
                "descriptor-rate", Double.toString(descriptorRate),
                "encoder-rate", encoderRate + ", restarted every " + restart + " epochs",
                "weight-decay", Double.toString(weightDecay),
                "augmented", Boolean.toString(augmented)));
    }
}
