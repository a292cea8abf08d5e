package io.mien.ingest.topology;

import io.mien.schemas.DeadLetterReason;
import java.util.Map;

/**
 * What became of one stream's camera frames in this process. Where several processes share a group, others may have had a part
 * of them.
 *
 * @param lookedAt frames whose picture was looked at
 * @param repeated frames that had been there before, dropped
 * @param passedOver live frames that were not looked at, to keep up; by reason, one without any is left out
 * @param setAside frames that went to the dead letters, by reason; a reason without any is left out
 * @param facesDetected by the detector, confirmed or not
 * @param faceFrames written
 * @param subjects that appeared
 */
public record StreamCounts(
        long lookedAt,
        long repeated,
        Map<PassedOverReason, Long> passedOver,
        Map<DeadLetterReason, Long> setAside,
        long facesDetected,
        long faceFrames,
        long subjects) {

    /** Of a stream that this process has not seen. */
    public static final StreamCounts NONE = new StreamCounts(0, 0, Map.of(), Map.of(), 0, 0, 0);

    public StreamCounts {
        passedOver = Map.copyOf(passedOver);
        setAside = Map.copyOf(setAside);
    }

    /** Frames that were passed over for any reason. */
    public long passedOverTotal() {
        return passedOver.values().stream().mapToLong(Long::longValue).sum();
    }

    /** Frames set aside for any reason. */
    public long setAsideTotal() {
        return setAside.values().stream().mapToLong(Long::longValue).sum();
    }
}
