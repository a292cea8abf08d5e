package io.mien.models.clips;

import io.mien.models.ModelManifest;
import io.mien.models.ShortClipRule;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Chooses the frames of a clip of any length that a model sees, as the published evaluations do.
 *
 * <p>A clip that is longer than the model's is cut into as many equal parts, and the middle frame of each part is
 * taken.
 *
 * @param shortClips what is taken of one that is not
 * @param clipLength of the model, at least 1
 */
public record ClipSampling(ShortClipRule shortClips, int clipLength) {

    public ClipSampling {
        if (clipLength < 1) {
            throw new IllegalArgumentException("clip length: " + clipLength + " (expected: at least 1)");
        }
    }

    /** The model's own. */
    public static ClipSampling of(ModelManifest manifest) {
        return new ClipSampling(manifest.shortClips(), manifest.clipLength());
    }

    /**
     * The frames to take.
     *
     * @param frames of the clip, at least 1
     * @return as many numbers as the clip length, from 0, ascending; a short clip's repeat
     */
    public List<Integer> indices(int frames) {
        if (frames < 1) {
            throw new IllegalArgumentException("frames: " + frames + " (expected: at least 1)");
        }
        // The same operations on doubles as in the published code, so that the same frames come out where a middle lies
        // on
        // the edge between two.
        double tick = frames / (double) clipLength;
        return IntStream.range(0, clipLength)
                .map(place -> frames > clipLength ? (int) (tick / 2 + tick * place) : ofShortClip(place, frames))
                .boxed()
                .toList();
    }

    private int ofShortClip(int place, int frames) {
        return switch (shortClips) {
            case EDGE_PAD -> Math.min(place, frames - 1);
            case FIRST_FRAME -> 0;
        };
    }
}
