package io.mien.models.clips;

import java.util.List;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;

/**
 * Which frames of a clip a model is trained on, as in DFER-CLIP's published code: the clip is cut into as many equal parts as
 * the model's clip has frames, whole frames long each, and a random frame of each part is taken. The frames that the division
 * leaves at the clip's end are never seen, and of a clip with less than two parts' worth the first ones alone are. A shorter
 * clip is all of its frames, the last one repeated.
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
