package io.mien.models.training;

import java.util.List;

/** How DFER-CLIP was trained (Zhao and Patras, BMVC 2023, section 4.1, and the published code). */
public final class DferClipRecipe {
    public static final int EPOCHS = 50;
    public static final int BATCH = 48;
    public static final long SEED = 1;

    private DferClipRecipe() {}

    /** Three rates, a tenth of each from epochs 30 and 40 on. The text encoder is frozen. */
    public static List<ParameterGroup> groups() {
        Schedule schedule = new Schedule.Milestones(List.of(30, 40), 0.1);
        return List.of(
                ParameterGroup.startingWith("temporal_net.", 1e-2, schedule),
                ParameterGroup.startingWith("image_encoder.", 1e-5, schedule),
                new ParameterGroup("prompt_learner", name -> name.equals("prompt_learner.ctx"), 1e-3, schedule));
    }
}
