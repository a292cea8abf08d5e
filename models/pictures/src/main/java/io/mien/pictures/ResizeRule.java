package io.mien.pictures;

import com.fasterxml.jackson.annotation.JsonProperty;

/** How a cut becomes a square. */
public enum ResizeRule {
    /** Both sides to the size; proportions are lost. */
    @JsonProperty("squash")
    SQUASH,

    /** The short side to the size, then the middle of the long one, as CLIP does. */
    @JsonProperty("short_side_centre")
    SHORT_SIDE_CENTRE
}
