package io.mien.ingest.track;

/**
 * Which camera frame, and when.
 *
 * @param sequence of the frame in its session
 * @param capturedAt microseconds since the epoch
 */
public record FrameTime(long sequence, long capturedAt) {}
