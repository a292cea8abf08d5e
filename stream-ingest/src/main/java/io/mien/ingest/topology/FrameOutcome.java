package io.mien.ingest.topology;

import io.mien.ingest.state.StreamState;
import io.mien.ingest.track.Track;
import java.util.List;

/**
 * What a camera frame, or the silence after one, comes to. All of it is made before any of it is stored or sent, so that
 * nothing is half done.
 *
 * @param streamId whose
 * @param streamEnded whether the frame was the marker of its session's end
 * @param detected faces that the detector found, confirmed or not
 * @param started subjects that appeared
 * @param ended tracks that end here
 * @param records to be sent to {@code face-frames} in this order: a marker for each track that ends, then the faces
 * @param state to be stored
 */
record FrameOutcome(
        String streamId,
        boolean streamEnded,
        int detected,
        int started,
        List<Track> ended,
        List<byte[]> records,
        StreamState state) {

    /** How many of the records are faces. */
    int faces() {
        return records.size() - ended.size();
    }
}
