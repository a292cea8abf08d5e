package io.mien.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The long run in short. */
@Tag("long")
final class SoakIT {
    @Test
    void nothingIsLostDoubledOrDifferentAfterAKillAFullDiskAndClocksThatJump(@TempDir Path folder) throws IOException {
        assumeTrue(aDiskCanBeMade(folder), "no disk that can be filled: this user may make no mount namespace");
        // Seed 1: a task manager is killed, and then the checkpoints' disk is full.
        assertThat(BenchmarksIT.run(
                        new SoakBenchmark(),
                        "--out",
                        folder.resolve("run").toString(),
                        "--hours",
                        "0.004",
                        "--cameras",
                        "5",
                        "--every",
                        "4",
                        "--clock-every",
                        "4",
                        "--checkpoints",
                        "1",
                        "--sample",
                        "1"))
                .matches(
                        "soak: holds; 5 cameras, 0\\.0\\d h, [12] strikes, \\d+ jumps of clocks; \\d+ pictures;"
                                + " \\d+ face frames expected: 0 lost, 0 invented, 0 doubled, 0 different;"
                                + " [1-9]\\d* readings expected: 0 lost, 0 invented, 0 doubled, 0 different;"
                                + " [1-9]\\d* camera frames set aside expected: 0 lost, 0 invented, 0 doubled, 0 different; .*\\R");
        assertThat(folder.resolve("run")).isDirectoryContaining("glob:**/{memory,state,lag}.svg");
        assertThat(Files.readAllLines(folder.resolve("run/samples.csv"))).hasSizeGreaterThan(5);
    }

    private static boolean aDiskCanBeMade(Path folder) {
        try (CheckpointDisk disk = new CheckpointDisk(folder.resolve("probe"), 1)) {
            disk.fill();
            disk.free();
            return true;
        } catch (IOException e) {
            return false;
        }
    }
}
