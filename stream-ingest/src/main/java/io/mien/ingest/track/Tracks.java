package io.mien.ingest.track;

import java.util.List;

/**
 * All faces that are followed in one stream.
 *
 * @param nextNumber of the next subject, from 1; never goes back
 * @param tracks oldest first
 */
public record Tracks(long nextNumber, List<Track> tracks) {

    public Tracks {
        if (nextNumber < 1) {
            throw new IllegalArgumentException("next number: " + nextNumber + " (expected: at least 1)");
        }
        tracks = List.copyOf(tracks);
    }

    /** The tracks of a stream that nothing is known of. */
    public static Tracks none() {
        return new Tracks(1, List.of());
    }

    /** No tracks; the numbers go on. */
    public Tracks cleared() {
        return new Tracks(nextNumber, List.of());
    }

    /** The subjects among them. */
    public List<Track> confirmed() {
        return tracks.stream().filter(Track::confirmed).toList();
    }
}
