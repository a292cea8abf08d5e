package io.mien.pictures;

import com.fasterxml.jackson.annotation.JsonProperty;

/** The way in which a cut becomes a square. */
public enum ResizeRule {
    /** Both sides are resized to the size; proportions are lost. */
    @JsonProperty("squash")
    SQUASH,

    /** The short side is resized to the size, then the middle of the long one is taken, as CLIP does. */
    @JsonProperty("short_side_centre")
    SHORT_SIDE_CENTRE
}
