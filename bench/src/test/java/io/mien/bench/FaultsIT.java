package io.mien.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The faults in short. In a process of its own: what TensorFlow computes with is decided once a process. */
@Tag("long")
final class FaultsIT {
    @Test
    void theFaultsCountEveryReadingOnceWhenJobAndBrokerAreKilled(@TempDir Path folder) throws IOException {
        assertThat(BenchmarksIT.run(
                        new FaultsBenchmark(),
                        "--out",
                        folder.toString(),
                        "--faults",
                        "JOB_AND_BROKER_KILLED",
                        "--guarantees",
                        "EXACTLY_ONCE",
                        "--strikes",
                        "1",
                        "--between",
                        "10",
                        "--calm",
                        "4"))
                .matches(
                        "faults: EXACTLY_ONCE, JOB_AND_BROKER_KILLED 1 times: holds; \\d+ readings expected of \\d+ records:"
                                + " 0 lost, 0 invented, 0 doubled, 0 different; \\d+ bad records: 0 not set aside, 0 twice,"
                                + " 0 with another reason; \\d+ s\\R");
        assertThat(Files.readAllLines(folder.resolve("faults.csv"))).hasSize(2);
        assertThat(BenchmarksIT.run(
                        new FaultsBenchmark(),
                        "--out",
                        folder.toString(),
                        "--faults",
                        "JOB_AND_BROKER_KILLED",
                        "--guarantees",
                        "EXACTLY_ONCE"))
                .as("what was done is not done again")
                .isEmpty();
    }
}
