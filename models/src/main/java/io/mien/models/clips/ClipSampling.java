package io.mien.models.clips;

import java.util.List;
import java.util.stream.IntStream;

/**
 * Which frames of a clip of any length a model sees, as in the published evaluations.
 *
 * <p>A clip that is longer than the model's is cut into as many equal parts, of each of which the middle frame is taken. For
 * one that is not, there are two rules: the papers' published code differs.
 */
public enum ClipSampling {
    /**
     * All its frames, then the last one again and again: DFER-CLIP, {@code dataloader/video_dataloader.py} since September
     * 2023.
     */
    EDGE_PAD {
        @Override
        int ofShortClip(int position, int frames) {
            return Math.min(position, frames - 1);
        }
    },

    /**
     * The first frame again and again, even if there are as many frames as the model takes: Exp-CLIP to this day, and
     * DFER-CLIP before September 2023.
     */
    FIRST_FRAME {
        @Override
        int ofShortClip(int position, int frames) {
            return 0;
        }
    };

    /** The rule of the published code of a model's family; {@link #EDGE_PAD} where there is none. */
    public static ClipSampling ofFamily(String family) {
        return family.equals("exp-clip") ? FIRST_FRAME : EDGE_PAD;
    }

    /**
     * The frames to take.
     *
     * @param frames of the clip, at least 1
     * @param clipLength of the model, at least 1
     * @return as many numbers as the clip length, from 0, ascending; a short clip's repeat
     */
    public List<Integer> indices(int frames, int clipLength) {
        if (frames < 1 || clipLength < 1) {
            throw new IllegalArgumentException(
                    "frames: " + frames + ", clip length " + clipLength + " (expected: at least 1 each)");
        }
        // The same operations on doubles as in the published code, so that the same frames come out where a middle lies
        // on
        // the edge between two.
        double tick = frames / (double) clipLength;
        return IntStream.range(0, clipLength)
                .map(position ->
                        frames > clipLength ? (int) (tick / 2 + tick * position) : ofShortClip(position, frames))
                .boxed()
                .toList();
    }

    abstract int ofShortClip(int position, int frames);
}
