package io.mien.gateway;

import java.time.Instant;

/** Hears once what became of a tile. Its methods do not wait, and are called by any thread. */
interface TileListener {
    /** Kafka has it. */
    void written(long sequence, Instant capturedAt);

    /** Kafka has it, and it was on its way already when it was sent again. */
    void repeated(Instant capturedAt);

    /** Kafka did not get it. */
    void lost(Instant capturedAt, String sentence);
}
