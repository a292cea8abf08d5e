package io.mien.ingest.track;

import io.mien.ingest.picture.Sketch;
import io.mien.pictures.FaceBox;

/**
 * One face as it was last seen.
 *
 * @param number of the subject from 1; 0 while it is not confirmed
 * @param box where it was last seen, in the camera frame's pixels
 * @param velocityX of its centre, pixels a second
 * @param velocityY of its centre, pixels a second
 * @param hits how often it was found, at least 1
 * @param firstSeen microseconds since the epoch
 * @param lastSeen the frame it was last found in
 * @param sketch what it looked like then
 */
public record Track(
        long number,
        FaceBox box,
        float velocityX,
        float velocityY,
        int hits,
        long firstSeen,
        FrameTime lastSeen,
        Sketch sketch) {

    /** Whether it counts as a subject. */
    public boolean confirmed() {
        return number > 0;
    }
}
