package io.mien.bench;

import io.mien.infer.window.EvidenceRule;
import io.mien.schemas.avro.ExpressionReading;
import io.mien.schemas.avro.ReadingStatus;
import io.mien.schemas.registry.SchemaRegistry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** Notes of the readings that come from now on how old they were and whose. */
final class ReadingAges implements AutoCloseable {
    private static final Duration POLL = Duration.ofMillis(100);
    private static final Duration PATIENCE = Duration.ofMinutes(1);

    private final ReadingsFollower follower;
    private final List<Long> ages = new ArrayList<>();
    private final Map<String, Long> whole = new HashMap<>();
    private final Map<ReadingStatus, Long> statuses = new EnumMap<>(ReadingStatus.class);

    /**
     * What was seen.
     *
     * @param ages milliseconds, sorted
     * @param whole readings of enough frames of each subject that had one, whatever the model then said, sorted
     * @param statuses of all
     */
    record Figures(List<Long> ages, List<Long> whole, Map<ReadingStatus, Long> statuses) {
        /** In words. */
        String describe() {
            return String.format(
                    Locale.ROOT,
                    "median %d ms, 99 %% within %d, oldest %d; readings of enough frames of each of %d subjects: least %d, median"
                            + " %d, most %d; all readings %s",
                    at(ages, 0.5),
                    at(ages, 0.99),
                    at(ages, 1),
                    whole.size(),
                    at(whole, 0),
                    at(whole, 0.5),
                    at(whole, 1),
                    statuses);
        }

        private static long at(List<Long> sorted, double part) {
            return sorted.isEmpty() ? 0 : sorted.get((int) Math.round(part * (sorted.size() - 1)));
        }
    }

    ReadingAges(Map<String, String> kafka, SchemaRegistry registry) {
        follower = new ReadingsFollower(kafka, registry, (reading, unused) -> note(reading));
    }

    private synchronized void note(ExpressionReading reading) {
        ages.add(Duration.between(reading.getWindowEnd(), reading.getProducedAt())
                .toMillis());
        statuses.merge(reading.getStatus(), 1L, Long::sum);
        if (reading.getFrames().getCount() >= EvidenceRule.DEFAULT.minimumFrames()) {
            whole.merge(reading.getStreamId(), 1L, Long::sum);
        }
    }

    /** When so many readings have come. */
    Figures figures(long expected) throws InterruptedException {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (true) {
            follower.requireWell();
            synchronized (this) {
                if (ages.size() >= expected) {
                    return new Figures(
                            ages.stream().sorted().toList(),
                            whole.values().stream().sorted().toList(),
                            Map.copyOf(statuses));
                }
            }
            if (System.nanoTime() > deadline) {
                throw new IllegalStateException("readings on the topic: fewer than the " + expected + " made");
            }
            TimeUnit.MILLISECONDS.sleep(POLL.toMillis());
        }
    }

    @Override
    public void close() {
        follower.close();
    }
}
