package io.mien.models.importing;

import io.mien.models.network.TemporalTransformer;

/**
 * How large a DFER-CLIP model is, as its weights' shapes say.
 *
 * @param clip the encoders of pictures and texts
 * @param temporal the model over a clip's frames
 * @param classes how many
 * @param contexts learned context tokens in a prompt
 * @param classSpecific whether each class has its own context; otherwise all share one
 */
public record DferClipSize(
        ClipSize clip, TemporalTransformer.Size temporal, int classes, int contexts, boolean classSpecific) {}
