package io.mien.dashboard.history;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A reading as it is held.
 *
 * @param windowEnd milliseconds since 1970, by the stream's clock
 * @param appendedAt when the topic got it, milliseconds since 1970
 * @param idDigest of its id: equal ids have equal ones
 * @param status {@code OK}, {@code DEGRADED} or {@code ABSTAINED}
 * @param reason why it is not OK; null if nothing is said
 * @param skippedCells passed over by a job that was behind
 * @param labels of its label set
 * @param box where the face was in the camera frame at the last frame used; null if that is not told
 * @param probabilities one a label, to four digits; empty if it abstained
 */
public record HeldReading(
        long windowEnd,
        long appendedAt,
        long idDigest,
        ReadingPlace place,
        String status,
        @Nullable String reason,
        int skippedCells,
        List<String> labels,
        ReadingModel model,
        @Nullable FaceOutline box,
        List<Float> probabilities) {}
