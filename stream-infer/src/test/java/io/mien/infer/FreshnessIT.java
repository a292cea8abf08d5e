package io.mien.infer;

import static org.assertj.core.api.Assertions.assertThat;

import io.mien.freshness.FreshnessStatus;
import io.mien.infer.accounting.InferenceCounters;
import io.mien.infer.accounting.NotSampledReason;
import io.mien.schemas.Topic;
import io.mien.schemas.avro.ExpressionReading;
import io.mien.schemas.avro.FaceFrame;
import io.mien.schemas.avro.ReadingStatus;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A live job under twice the load that its model carries. */
@Tag("long")
final class FreshnessIT {
    private static final Logger log = LoggerFactory.getLogger(FreshnessIT.class);
    private static final Duration BOUND = Duration.ofSeconds(2);
    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final int ENCODED_A_SECOND = 100;
    private static final int SUBJECTS = 25;
    private static final int CELL_MILLIS = 125;
    private static final int MOMENTS = 200;
    /** What a reading of the usual job takes from its window's end: the cell after it, and two batches. */
    private static final Duration MARGIN = Duration.ofMillis(600);

    @TempDir
    Path folder;

    @Test
    void underTwiceTheLoadEachSubjectHasReadingsThatAreFreshAndAllFramesAreAccountedFor() throws Exception {
        try (InferenceCluster cluster = new InferenceCluster(folder.resolve("kafka"))) {
            InferenceConfiguration configuration = cluster.configuration().withFreshness(BOUND);
            InferenceCounters counters;
            FreshnessStatus status;
            try (InferenceApplication job = InferenceApplication.start(
                    configuration, new SlowRunnerFactory(ENCODED_A_SECOND), folder.resolve("state"))) {
                load(cluster);
                status = job.freshness().orElseThrow();
                job.drainAndStop(PATIENCE);
                counters = job.counters();
            }
            List<ExpressionReading> readings = cluster.readings();

            assertThat(counters.read()).isEqualTo((long) SUBJECTS * (MOMENTS + 1));
            assertThat(counters.inFlight()).isZero();
            assertThat(counters.readingsMade()).isEqualTo(readings.size());
            assertThat(counters.notSampled().get(NotSampledReason.THINNED)).isGreaterThan(1_000);
            assertThat(status.overloaded()).isTrue();
            // More than one where the machine stops this process, which then writes nothing for a while.
            assertThat(status.overloads()).isPositive();

            List<Long> ages = ages(readings);
            Map<String, Long> made = readings.stream()
                    .filter(reading -> reading.getStatus() != ReadingStatus.ABSTAINED)
                    .collect(Collectors.groupingBy(ExpressionReading::getStreamId, Collectors.counting()));
            log.info(
                    "ages in ms: median {}, largest {}; readings a subject with a label: {} to {}; {}",
                    ages.get(ages.size() / 2),
                    ages.get(ages.size() - 1),
                    made.values().stream().mapToLong(Long::longValue).min().orElse(0),
                    made.values().stream().mapToLong(Long::longValue).max().orElse(0),
                    counters);
            assertThat(ages.get(ages.size() - 1))
                    .as("oldest reading, milliseconds after its window's end")
                    .isLessThan(BOUND.plus(configuration.windows().slide())
                            .plus(MARGIN)
                            .toMillis());
            // 49 without an overload; at half of it windows are thinned, and some turns are passed over.
            assertThat(made)
                    .hasSize(SUBJECTS)
                    .allSatisfy((stream, count) -> assertThat(count).isGreaterThan(15));
            assertThat(readings)
                    .allSatisfy(reading -> assertThat(reading.getStatus() == ReadingStatus.OK)
                            .isEqualTo(reading.getSkippedCells() == null
                                    && reading.getFrames().getPaddedCount()
                                            <= configuration.evidence().toleratedPadding()));
            assertThat(readings)
                    .filteredOn(reading -> reading.getSkippedCells() != null)
                    .isNotEmpty()
                    .allSatisfy(reading -> assertThat(reading.getReason()).contains("overload: "));
        }
    }

    /** From the window's end, whose time is the clock's here, to the reading; in their order. */
    private static List<Long> ages(List<ExpressionReading> readings) {
        return readings.stream()
                .map(reading -> Duration.between(reading.getWindowEnd(), reading.getProducedAt())
                        .toMillis())
                .sorted()
                .toList();
    }

    private static void load(InferenceCluster cluster) throws Exception {
        long start = System.nanoTime();
        long begun = Duration.between(TestFrames.START, Instant.now()).toMillis();
        for (int moment = 0; moment < MOMENTS; moment++) {
            long millis = begun + (long) moment * CELL_MILLIS;
            int sequence = moment;
            cluster.send(LongStream.range(0, SUBJECTS)
                    .mapToObj(subject -> TestFrames.frame("camera-" + subject, "face", sequence, millis))
                    .toList());
            long due = start + TimeUnit.MILLISECONDS.toNanos((long) (moment + 1) * CELL_MILLIS);
            while (System.nanoTime() < due) {
                LockSupport.parkNanos(due - System.nanoTime());
            }
        }
        List<FaceFrame> ends = new ArrayList<>();
        for (int subject = 0; subject < SUBJECTS; subject++) {
            ends.add(TestFrames.end("camera-" + subject, "face", MOMENTS - 1, begun + (long) MOMENTS * CELL_MILLIS));
        }
        cluster.send(ends);
        assertThat(cluster.records(Topic.FACE_FRAMES)).hasSize(SUBJECTS * (MOMENTS + 1));
    }
}
