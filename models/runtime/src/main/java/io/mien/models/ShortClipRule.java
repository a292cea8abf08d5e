package io.mien.models;

import com.fasterxml.jackson.annotation.JsonProperty;

/**
 * Says what fills the places of a model's clip when there are fewer frames than places. The published codes of the
 * papers differ.
 */
public enum ShortClipRule {
    /** All frames, then the last one again and again: DFER-CLIP since September 2023. */
    @JsonProperty("edge_pad")
    EDGE_PAD,

    /** The first frame in every place, also when there are exactly as many frames as places: Exp-CLIP. */
    @JsonProperty("first_frame")
    FIRST_FRAME
}
