package io.mien.cli.readings;

import io.mien.schemas.avro.ReadingStatus;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A reading that says where in its recording it belongs.
 *
 * @param session the reading of the recording
 * @param start where in the recording its window begins, microseconds; below 0 if that is before the recording
 * @param end where its window ends, microseconds
 * @param reason why the status is not OK, or null
 * @param label the likeliest, or null if it abstained
 * @param probability of that label; 0 without
 * @param lastSequence of the last camera frame used
 * @param boxes of the face, by the camera frame's sequence; none if the reading does not say
 * @param boxInterval how far apart boxes are at most while the face is seen, microseconds
 */
public record PlacedReading(
        String streamId,
        String session,
        String subjectId,
        long start,
        long end,
        ReadingStatus status,
        @Nullable String reason,
        @Nullable String label,
        double probability,
        long lastSequence,
        Map<Long, PlacedBox> boxes,
        long boxInterval) {

    public PlacedReading {
        boxes = Map.copyOf(boxes);
    }
}
