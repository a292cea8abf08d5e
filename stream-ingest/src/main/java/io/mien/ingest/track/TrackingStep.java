package io.mien.ingest.track;

import io.mien.ingest.detect.Detection;
import java.util.List;

/**
 * The effect of one frame on the tracks.
 *
 * @param tracks as they are now
 * @param sightings the subjects that are in the frame, oldest first
 * @param started subjects that this frame confirmed
 * @param ended subjects whose track ended, as last seen
 */
public record TrackingStep(Tracks tracks, List<Sighting> sightings, int started, List<Track> ended) {

    /**
     * A subject in a frame.
     *
     * @param number of the subject
     * @param detection where it is
     */
    public record Sighting(long number, Detection detection) {

        /** The subject's id in its stream's records. */
        public String subjectId() {
            return SubjectTracker.subjectId(number);
        }
    }

    public TrackingStep {
        sightings = List.copyOf(sightings);
        ended = List.copyOf(ended);
    }
}
