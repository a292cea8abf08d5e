package io.mien.gateway;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** A stream's newest readings, counted from 1. Not safe for use by many threads. */
final class NewestReadings {
    private static final int MOST_READINGS = 64;

    private final Deque<NumberedReading> readings = new ArrayDeque<>();
    private long newest;

    /**
     * Adds a reading; null if it is there already.
     *
     * @param json of its number
     */
    @Nullable
    NumberedReading add(String readingId, String subjectId, Function<Long, String> json) {
        // A job that delivers at least once may repeat one after a failure.
        if (readings.stream().anyMatch(known -> known.id().equals(readingId))) {
            return null;
        }
        newest++;
        NumberedReading reading = new NumberedReading(newest, readingId, subjectId, json.apply(newest));
        readings.addLast(reading);
        if (readings.size() > MOST_READINGS) {
            readings.removeFirst();
        }
        return reading;
    }

    /**
     * Those after a number. One that was never given is of another count, as of a gateway before it was started again: all
     * are news to who knows it.
     */
    RememberedReadings after(long number) {
        long known = number > newest ? 0 : number;
        return new RememberedReadings(
                readings.stream().filter(reading -> reading.number() > known).toList(), newest);
    }
}
