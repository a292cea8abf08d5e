package io.mien.ingest.track;

import java.time.Instant;

/**
 * The place of a camera frame in its session and in time.
 *
 * @param sequence of the frame in its session
 * @param capturedAt microseconds since the epoch
 */
public record FrameTime(long sequence, long capturedAt) {
    /**
     * The time of a frame.
     *
     * @throws ArithmeticException if the time is more than 292,000 years from 1970; a record cannot say such a time
     */
    public static FrameTime of(long sequence, Instant capturedAt) {
        // ChronoUnit.MICROS.between counts in nanoseconds on Java 17, and overflows for times after 2262.
        long micros = Math.addExact(
                Math.multiplyExact(capturedAt.getEpochSecond(), 1_000_000L), capturedAt.getNano() / 1_000);
        return new FrameTime(sequence, micros);
    }
}
