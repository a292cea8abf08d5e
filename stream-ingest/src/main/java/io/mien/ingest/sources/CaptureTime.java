package io.mien.ingest.sources;

import io.mien.schemas.avro.CaptureClock;
import java.time.Instant;

/**
 * When a picture of a live feed was taken.
 *
 * @param at after the picture before it
 * @param clock that says so
 */
public record CaptureTime(Instant at, CaptureClock clock) {}
