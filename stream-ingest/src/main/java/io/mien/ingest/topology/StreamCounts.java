package io.mien.ingest.topology;

import io.mien.schemas.DeadLetterReason;
import java.util.Map;

/**
 * What became of one stream's camera frames in this process. Where several processes share a group, others may have had a part
 * of them.
 *
 * @param lookedAt frames whose picture was looked at
 * @param repeated frames that had been there before, dropped
 * @param setAside frames that went to the dead letters, by reason; a reason without any is left out
 * @param facesDetected by the detector, confirmed or not
 * @param faceFrames written
 * @param subjects that appeared
 */
public record StreamCounts(
        long lookedAt,
        long repeated,
        Map<DeadLetterReason, Long> setAside,
        long facesDetected,
        long faceFrames,
        long subjects) {

    /** Of a stream that this process has not seen. */
    public static final StreamCounts NONE = new StreamCounts(0, 0, Map.of(), 0, 0, 0);

    public StreamCounts {
        setAside = Map.copyOf(setAside);
    }

    /** Frames set aside for any reason. */
    public long setAsideTotal() {
        return setAside.values().stream().mapToLong(Long::longValue).sum();
    }
}
