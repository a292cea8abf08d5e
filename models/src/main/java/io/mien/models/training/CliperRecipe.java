package io.mien.models.training;

import io.mien.models.network.LearnedDescriptors;
import java.util.List;

/** How CLIPER was trained (Li et al. 2023, and the released code): the descriptors first, then the image encoder. */
public final class CliperRecipe {
    public static final int FIRST_EPOCHS = 2;
    public static final int SECOND_EPOCHS = 57;
    public static final int BATCH = 128;
    private static final double EPSILON = 1e-4;

    private CliperRecipe() {}

    static Optimizer firstOptimizer() {
        return Optimizer.AdamW.of(EPSILON, 0);
    }

    static List<ParameterGroup> firstGroups() {
        return List.of(new ParameterGroup(
                "descriptors", name -> name.equals(LearnedDescriptors.DESCRIPTOR), 1e-2, new Schedule.Constant()));
    }

    static Optimizer secondOptimizer() {
        return Optimizer.AdamW.of(EPSILON, 0.1);
    }

    static List<ParameterGroup> secondGroups() {
        return List.of(ParameterGroup.startingWith("visual.", 5e-6, new Schedule.CosineRestarts(10)));
    }
}
