package io.mien.pictures;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Says how a face frame becomes the {@code [size, size, 3] uint8} picture that a model takes. The profile belongs to
 * the model and is part of its package; training, evaluation and the stream all run this code.
 *
 * @param size side of the picture, 8 to 1024 pixels
 * @param cut the part of the frame that is used
 * @param resize how the cut becomes a square; of no effect when the cut is aligned to landmarks, which gives one
 * @param resampling the filter
 * @param poses heads that the model was made for
 */
public record PreprocessingProfile(int size, FaceCut cut, ResizeRule resize, Resampling resampling, PoseRange poses) {

    public PreprocessingProfile {
        if (size < 8 || size > 1024) {
            throw new IllegalArgumentException("size: " + size + " (expected: 8 to 1024 pixels)");
        }
    }

    /** For heads in any pose. */
    public PreprocessingProfile(int size, FaceCut cut, ResizeRule resize, Resampling resampling) {
        this(size, cut, resize, resampling, PoseRange.ANY);
    }

    /**
     * DFER-CLIP's: the face squashed bilinearly, as in the published code. The data sets' crops that it was trained on are
     * square pictures of the face, so the box is widened to a square first and the squashing distorts nothing.
     */
    public static PreprocessingProfile dferClip(int size) {
        return new PreprocessingProfile(size, new FaceCut.BoxTimes(1, 0, true), ResizeRule.SQUASH, Resampling.BILINEAR);
    }

    /** CLIP's own: the short side resized bicubically, then the middle; of the same squared face as {@link #dferClip}. */
    public static PreprocessingProfile clip(int size) {
        return new PreprocessingProfile(
                size, new FaceCut.BoxTimes(1, 0, true), ResizeRule.SHORT_SIDE_CENTRE, Resampling.BICUBIC);
    }

    /**
     * Cuts and resizes.
     *
     * @param frame the face with a margin
     * @param box the face in the frame, or null if the whole frame is the face
     * @param landmarks in the frame, or null if unknown
     * @return {@code [size, size, 3] uint8}
     * @throws IllegalArgumentException if the box lies outside the frame altogether
     */
    public byte[] prepare(RgbImage frame, @Nullable FaceBox box, @Nullable FaceLandmarks landmarks) {
        if (box != null && !box.overlaps(frame.width(), frame.height())) {
            throw new IllegalArgumentException("face box: " + box + " (expected: a part of it within the frame of "
                    + frame.width() + " x " + frame.height() + ")");
        }
        if (cut instanceof FaceCut.AlignedToLandmarks aligned) {
            Optional<SimilarityTransform> toTemplate =
                    landmarks == null ? Optional.empty() : SimilarityTransform.fit(landmarks, aligned.template(), size);
            return toTemplate
                    .map(transform -> Aligner.align(frame, transform.inverse(), size, resampling))
                    .orElseGet(() -> cutBox(frame, box, aligned.otherwise()));
        }
        if (cut instanceof FaceCut.BoxTimes times) {
            return cutBox(frame, box, times);
        }
        return whole(frame);
    }

    private byte[] cutBox(RgbImage frame, @Nullable FaceBox box, FaceCut.BoxTimes times) {
        if (box == null) {
            return whole(frame);
        }
        double longer = Math.max(box.width(), box.height());
        double halfWidth = (times.square() ? longer : box.width()) * times.factor() / 2;
        double halfHeight = (times.square() ? longer : box.height()) * times.factor() / 2;
        double middleX = box.x() + box.width() / 2.0;
        double middleY = box.y() + box.height() / 2.0 + times.lower() * (times.square() ? longer : box.height());
        int left = edge(middleX - halfWidth, frame.width());
        int top = edge(middleY - halfHeight, frame.height());
        int right = Math.max(edge(middleX + halfWidth, frame.width()), left + 1);
        int bottom = Math.max(edge(middleY + halfHeight, frame.height()), top + 1);
        return Resizer.resize(frame, left, top, right - left, bottom - top, size, resize, resampling);
    }

    private byte[] whole(RgbImage frame) {
        return Resizer.resize(frame, 0, 0, frame.width(), frame.height(), size, resize, resampling);
    }

    /** The nearest pixel edge, at most one frame outside the frame: it bounds the work that a wild box can ask for. */
    private static int edge(double position, int length) {
        return (int) Math.min(Math.max(Math.floor(position + 0.5), -(double) length), 2.0 * length);
    }
}
