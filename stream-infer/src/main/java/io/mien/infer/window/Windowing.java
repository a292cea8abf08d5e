package io.mien.infer.window;

import java.io.Serializable;

/** Says how a subject's frames become clips. */
public sealed interface Windowing extends Serializable permits SlidingWindows {

    /** Frames in a clip; the model's clip length must be the same. */
    int cells();
}
