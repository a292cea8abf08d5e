package io.mien.pictures;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;

/** Says which part of a face frame a model looks at. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "kind")
@JsonSubTypes({
    @JsonSubTypes.Type(value = FaceCut.WholeImage.class, name = "whole_image"),
    @JsonSubTypes.Type(value = FaceCut.BoxTimes.class, name = "box"),
    @JsonSubTypes.Type(value = FaceCut.AlignedToLandmarks.class, name = "landmarks")
})
public sealed interface FaceCut {

    /** All of it, whatever is known about the face's place. */
    record WholeImage() implements FaceCut {}

    /**
     * The face's box, scaled about its middle; the whole image if there is no box.
     *
     * <p>Edges are rounded to whole pixels. What lies outside the picture repeats the picture's edge: black would put a hard
     * edge into the picture that no training crop has.
     *
     * @param factor what both sides are multiplied with, 0.25 to 4
     * @param lower how far the cut's middle lies below the box's, as a fraction of the box's height (or of its longer side if
     *     it is made square), -0.5 to 0.5
     * @param square whether the shorter side is first made as long as the longer one, so that squashing keeps the face's
     *     proportions
     */
    record BoxTimes(double factor, double lower, boolean square) implements FaceCut {
        public BoxTimes {
            if (!(factor >= 0.25 && factor <= 4)) {
                throw new IllegalArgumentException("factor: " + factor + " (expected: 0.25 to 4)");
            }
            if (!(lower >= -0.5 && lower <= 0.5)) {
                throw new IllegalArgumentException("lower: " + lower + " (expected: -0.5 to 0.5)");
            }
        }
    }

    /**
     * The picture is turned, scaled and shifted until the five landmarks lie as near to the template as they can (least
     * squares). If there are no landmarks, or none that a face could have, the box is cut.
     *
     * @param template where the points go, as fractions of the prepared picture's side
     * @param otherwise the cut without landmarks
     */
    record AlignedToLandmarks(FaceLandmarks template, BoxTimes otherwise) implements FaceCut {}
}
