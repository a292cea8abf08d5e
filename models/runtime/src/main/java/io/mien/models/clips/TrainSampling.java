package io.mien.models.clips;

import java.util.List;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;

/**
 * Chooses the frames of a clip that a model is trained on, as DFER-CLIP's published code does. The clip is cut into as
 * many equal parts as the model's clip has frames, each a whole number of frames long, and a random frame of each part
 * is taken. The frames that the division leaves over at the clip's end are never seen; a clip of fewer than two frames
 * a part gives its first frames alone. Of a clip shorter than the model's, all frames are taken, and the last one is
 * repeated.
 *
 * @param clipLength of the model, at least 1
 */
public record TrainSampling(int clipLength) {

    public TrainSampling {
        if (clipLength < 1) {
            throw new IllegalArgumentException("clip length: " + clipLength + " (expected: at least 1)");
        }
    }

    /**
     * Draws the frames to take.
     *
     * @param frames of the clip, at least 1
     * @return as many numbers as the clip length, from 0, ascending; a short clip's last repeats
     */
    public List<Integer> indices(int frames, RandomGenerator random) {
        if (frames < 1) {
            throw new IllegalArgumentException("frames: " + frames + " (expected: at least 1)");
        }
        int part = frames / clipLength;
        return IntStream.range(0, clipLength)
                .map(place -> part > 0 ? place * part + random.nextInt(part) : Math.min(place, frames - 1))
                .boxed()
                .toList();
    }
}
