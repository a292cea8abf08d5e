package io.mien.bench;

import io.mien.schemas.DeadLetterReason;
import io.mien.schemas.avro.ExpressionReading;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What came of a job that was disturbed, counted by reading id against one that was not, and by the place of each bad record.
 *
 * @param expected readings of the undisturbed job
 * @param lost of them that the disturbed one did not publish
 * @param invented that only the disturbed one published
 * @param doubled records beyond the first of an id
 * @param different records that are not what the undisturbed job says of the same id, bit for bit
 * @param bad records that must be set aside
 * @param badLost of them that were not
 * @param badDoubled dead letters beyond the first of a record
 * @param badWrong dead letters with another reason, or of a good record
 */
record DeliveryCount(
        long expected,
        long lost,
        long invented,
        long doubled,
        long different,
        long bad,
        long badLost,
        long badDoubled,
        long badWrong) {

    static DeliveryCount of(
            Map<String, List<ExpressionReading>> found,
            Map<String, List<ExpressionReading>> expected,
            Map<LiveLoad.Place, List<String>> letters,
            Map<LiveLoad.Place, DeadLetterReason> poisoned) {
        long different = expected.entrySet().stream()
                .mapToLong(reading -> found.getOrDefault(reading.getKey(), List.of()).stream()
                        .filter(one -> !one.equals(reading.getValue().get(0)))
                        .count())
                .sum();
        long badWrong = letters.entrySet().stream()
                .mapToLong(letter -> letter.getValue().stream()
                        .filter(reason -> {
                            DeadLetterReason wanted = poisoned.get(letter.getKey());
                            return wanted == null || !wanted.name().equals(reason);
                        })
                        .count())
                .sum();
        return new DeliveryCount(
                expected.size(),
                missing(expected.keySet(), found.keySet()),
                missing(found.keySet(), expected.keySet()),
                beyondTheFirst(found),
                different,
                poisoned.size(),
                missing(poisoned.keySet(), letters.keySet()),
                beyondTheFirst(letters),
                badWrong);
    }

    private static <T> long missing(Set<T> wanted, Set<T> there) {
        return wanted.stream().filter(one -> !there.contains(one)).count();
    }

    private static <T> long beyondTheFirst(Map<?, List<T>> records) {
        return records.values().stream().mapToLong(same -> same.size() - 1L).sum();
    }

    /** Whether nothing was lost or invented, and if each was to be there once, nothing was doubled. */
    boolean holds(boolean exactlyOnce) {
        return lost == 0
                && invented == 0
                && different == 0
                && badLost == 0
                && badWrong == 0
                && (!exactlyOnce || (doubled == 0 && badDoubled == 0));
    }
}
