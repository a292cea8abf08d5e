package io.mien.schemas;

import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.OptionalLong;
import java.util.function.LongSupplier;
import org.slf4j.Logger;

/**
 * The lines that dead letters have in the log: the first of each reason at once, and then one in ten seconds, which says how
 * many came since. Every letter is on its topic; a sender that goes wrong must not fill the disk with lines, nor slow down what
 * comes between. Safe for use by many threads.
 */
public final class DeadLetterLog {
    static final Duration BETWEEN = Duration.ofSeconds(10);

    private final Logger log;
    private final LongSupplier nanoTime;
    private final Map<DeadLetterReason, Told> told = new EnumMap<>(DeadLetterReason.class);

    /** When the last line of a reason was written, and how many letters came since. */
    private record Told(long at, long since) {}

    /** @param log takes the lines, as warnings */
    public DeadLetterLog(Logger log) {
        this(log, System::nanoTime);
    }

    /** @param nanoTime as {@link System#nanoTime()} */
    DeadLetterLog(Logger log, LongSupplier nanoTime) {
        this.log = log;
        this.nanoTime = nanoTime;
    }

    /** Takes a letter, and writes its line if it is to have one. */
    public void tell(DeadLetterHeaders letter) {
        due(letter.reason())
                .ifPresent(others -> log.warn(
                        "dead letter {} at {}: {} topic={} partition={} offset={}{}",
                        letter.reason(),
                        letter.stage(),
                        letter.message(),
                        letter.topic(),
                        letter.partition(),
                        letter.offset(),
                        others == 0 ? "" : "; " + others + " more of this reason since its last line"));
    }

    /** How many came since the last line of this reason, if one is due. */
    synchronized OptionalLong due(DeadLetterReason reason) {
        long now = nanoTime.getAsLong();
        Told last = told.get(reason);
        if (last != null && now - last.at() < BETWEEN.toNanos()) {
            told.put(reason, new Told(last.at(), last.since() + 1));
            return OptionalLong.empty();
        }
        told.put(reason, new Told(now, 0));
        return OptionalLong.of(last == null ? 0 : last.since());
    }
}
