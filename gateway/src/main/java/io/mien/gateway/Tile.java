package io.mien.gateway;

import io.mien.schemas.avro.Box;
import io.mien.schemas.avro.CaptureClock;
import java.nio.ByteBuffer;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A picture of a participant that has been looked at from outside: it has a JPEG's structure and is within the limits.
 *
 * @param capturedAt whole microseconds
 * @param clock that says so
 * @param width pixels
 * @param height pixels
 * @param jpeg its bytes
 * @param box of the face in it; null: nobody has looked for one
 */
record Tile(
        Instant capturedAt,
        CaptureClock clock,
        int width,
        int height,
        ByteBuffer jpeg,
        @Nullable Box box) {}
