package io.mien.cli;

import io.mien.schemas.avro.FaceFrame;
import java.time.Instant;
import java.util.NavigableSet;
import java.util.TreeSet;

/** One subject's face frames, as they were published. */
final class PublishedTrack {
    private final NavigableSet<Instant> seen = new TreeSet<>();
    private final NavigableSet<Long> sequences = new TreeSet<>();
    private boolean ended;

    void add(FaceFrame frame) {
        if (frame.getTrackEnded()) {
            ended = true;
        } else {
            seen.add(frame.getCapturedAt());
            sequences.add(frame.getSequence());
        }
    }

    /** When it was seen, without the marker of its end. */
    NavigableSet<Instant> seen() {
        return seen;
    }

    /** In which camera frames it was seen. */
    NavigableSet<Long> sequences() {
        return sequences;
    }

    boolean hasEnded() {
        return ended;
    }
}
