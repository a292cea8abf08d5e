package io.mien.gateway;

import java.time.Duration;

/** What became of a tile that was offered to its stream. */
sealed interface TileOutcome {
    /** It is on its way to Kafka. */
    record Taken(long sequence) implements TileOutcome {}

    /** Kafka has it already. */
    record Repeated() implements TileOutcome {}

    /** It is on its way already; the listener hears what becomes of it. */
    record UnderWay() implements TileOutcome {}

    /** Not taken: whom it came by was sent away, or the stream is no more. */
    record Gone() implements TileOutcome {}

    /** Not taken; it may be offered again after a while. */
    record Wait(WaitReason reason, Duration time, String sentence) implements TileOutcome {}

    /** Not taken; it never will be. */
    record Refused(TileRefusal reason, String sentence) implements TileOutcome {}
}
