package io.mien.bench;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.DoubleStream;

/**
 * What a long run looks like at one moment; what cannot be known then is not a number.
 *
 * @param seconds since the run began, without the time that it was stopped
 * @param broker megabytes resident, as of the next three
 * @param ingest megabytes
 * @param jobManager megabytes
 * @param taskManagers megabytes of all together
 * @param state kilobytes of the newest checkpoint
 * @param ingestLag camera frames that ingest has not committed
 * @param jobLag places of {@code face-frames} that no checkpoint of the job has; markers of transactions are such places too
 * @param load of the machine, over a minute
 */
record SoakSample(
        double seconds,
        double broker,
        double ingest,
        double jobManager,
        double taskManagers,
        double state,
        double ingestLag,
        double jobLag,
        double load) {
    static final String HEADER =
            "seconds,broker_mb,ingest_mb,job_manager_mb,task_managers_mb,state_kb,ingest_lag,job_lag,load";
    private static final int COLUMNS = 9;

    String line() {
        return DoubleStream.of(seconds, broker, ingest, jobManager, taskManagers, state, ingestLag, jobLag, load)
                .mapToObj(value -> Double.isFinite(value) ? String.format(Locale.ROOT, "%.1f", value) : "")
                .collect(Collectors.joining(","));
    }

    /** @throws IllegalArgumentException if it is no line of such a table */
    static SoakSample of(String line) {
        double[] values = Arrays.stream(line.split(",", -1))
                .mapToDouble(field -> field.isEmpty() ? Double.NaN : Double.parseDouble(field))
                .toArray();
        if (values.length != COLUMNS) {
            throw new IllegalArgumentException(line + ": " + values.length + " columns (expected: " + COLUMNS + ")");
        }
        return new SoakSample(
                values[0], values[1], values[2], values[3], values[4], values[5], values[6], values[7], values[8]);
    }

    /** Those of the quarter with this number, from 0; at least one. */
    static List<SoakSample> quarter(List<SoakSample> samples, int number) {
        int size = samples.size();
        int begin = Math.min(number * size / 4, Math.max(0, size - 1));
        return samples.subList(begin, Math.max(Math.min(begin + 1, size), (number + 1) * size / 4));
    }
}
