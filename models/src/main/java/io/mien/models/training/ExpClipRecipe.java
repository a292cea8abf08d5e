package io.mien.models.training;

import java.util.List;

/** How Exp-CLIP's head was trained (Zhao et al., WACV 2025, section 4.1, and the published code). */
public final class ExpClipRecipe {
    public static final int EPOCHS = 5;
    public static final int BATCH = 512;
    public static final Optimizer OPTIMIZER = Optimizer.Sgd.DFER_CLIP;

    private ExpClipRecipe() {}

    /** One matrix at one rate; the milestone of the published code comes after the last epoch. */
    public static List<ParameterGroup> groups() {
        return List.of(new ParameterGroup(
                "head", name -> name.equals(ExpClipHeadLoss.WEIGHT), 1e-3, new Schedule.Milestones(List.of(30), 0.1)));
    }
}
