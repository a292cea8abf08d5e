package io.mien.making.importing;

import io.mien.making.network.TemporalTransformer;

/**
 * The size of a DFER-CLIP model, as its weights' shapes tell it.
 *
 * @param clip the encoders of pictures and texts
 * @param temporal the model over a clip's frames
 * @param classes how many
 * @param contextTokens learned tokens in a prompt
 * @param classSpecific whether each class has learned tokens of its own; otherwise all share them
 */
public record DferClipSize(
        ClipSize clip, TemporalTransformer.Size temporal, int classes, int contextTokens, boolean classSpecific) {}
