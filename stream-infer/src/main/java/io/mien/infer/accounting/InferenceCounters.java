package io.mien.infer.accounting;

import io.mien.schemas.DeadLetterReason;
import io.mien.schemas.avro.ReadingStatus;
import java.util.EnumMap;
import java.util.Map;
import java.util.function.Function;

/**
 * Counts where every record of the input went, since the job's first start: a restart from a checkpoint goes on
 * counting from there. The numbers are read one after another while the job runs, so they fit each other only when it
 * stands still.
 *
 * @param read records read from the input
 * @param deadLettered records set aside, by reason; the map has every reason
 * @param notSampled good frames that were not encoded, by reason; the map has every reason
 * @param encoded frames that have an embedding
 * @param trackEnded markers of a track's end
 * @param readings made, by status
 */
public record InferenceCounters(
        long read,
        Map<DeadLetterReason, Long> deadLettered,
        Map<NotSampledReason, Long> notSampled,
        long encoded,
        long trackEnded,
        Map<ReadingStatus, Long> readings) {

    public InferenceCounters {
        deadLettered = Map.copyOf(deadLettered);
        notSampled = Map.copyOf(notSampled);
        readings = Map.copyOf(readings);
    }

    static InferenceCounters of(Map<String, Long> sums) {
        return new InferenceCounters(
                sums.getOrDefault(CountName.READ, 0L),
                byReason(DeadLetterReason.class, sums, CountName::deadLettered),
                byReason(NotSampledReason.class, sums, CountName::notSampled),
                sums.getOrDefault(CountName.ENCODED, 0L),
                sums.getOrDefault(CountName.TRACK_ENDED, 0L),
                byReason(ReadingStatus.class, sums, CountName::readings));
    }

    private static <E extends Enum<E>> Map<E, Long> byReason(
            Class<E> type, Map<String, Long> sums, Function<E, String> name) {
        Map<E, Long> counts = new EnumMap<>(type);
        for (E reason : type.getEnumConstants()) {
            counts.put(reason, sums.getOrDefault(name.apply(reason), 0L));
        }
        return counts;
    }

    /** All records set aside. */
    public long deadLetters() {
        return sum(deadLettered);
    }

    /** All good frames that were not encoded. */
    public long skipped() {
        return sum(notSampled);
    }

    /** All readings. */
    public long readingsMade() {
        return sum(readings);
    }

    /** Records read that are in no other count yet: candidates of open cells, and frames on their way to the model. */
    public long inFlight() {
        return read - deadLetters() - skipped() - encoded - trackEnded;
    }

    private static long sum(Map<?, Long> counts) {
        return counts.values().stream().mapToLong(Long::longValue).sum();
    }
}
