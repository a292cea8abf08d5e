package io.mien.ingest.track;

import java.util.List;

/**
 * All faces that are followed in one stream.
 *
 * @param nextNumber of the next subject, from 1; never goes back
 * @param tracks oldest first
 * @param scene the stream's pictures
 */
public record Tracks(long nextNumber, List<Track> tracks, Scene scene) {

    public Tracks {
        if (nextNumber < 1) {
            throw new IllegalArgumentException("next number: " + nextNumber + " (expected: at least 1)");
        }
        tracks = List.copyOf(tracks);
    }

    /** The tracks of a stream that nothing is known of. */
    public static Tracks none() {
        return new Tracks(1, List.of(), Scene.NONE);
    }

    /** All tracks gone and all pictures forgotten; the numbers go on. */
    public Tracks cleared() {
        return new Tracks(nextNumber, List.of(), Scene.NONE);
    }

    /** The subjects among them. */
    public List<Track> confirmed() {
        return tracks.stream().filter(Track::confirmed).toList();
    }
}
