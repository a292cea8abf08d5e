package io.mien.training.engine;

import java.nio.file.Path;
import java.time.Duration;

/**
 * Settings of how a run is carried out.
 *
 * @param folder for checkpoints, table and plot; made if it is missing, gone on from if a run of the same plan is there
 * @param compute what it is computed with
 * @param batchThreads that read and change pictures
 * @param checkpointEvery how much work a kill may cost at most; 0 writes one after every step
 * @param selection which epoch's weights each stage ends with
 */
public record RunSettings(
        Path folder, ComputeOptions compute, int batchThreads, Duration checkpointEvery, Selection selection) {
    public RunSettings {
        if (batchThreads < 1 || checkpointEvery.isNegative()) {
            throw new IllegalArgumentException("run: " + batchThreads + " threads for batches, a checkpoint every "
                    + checkpointEvery + " (expected: at least 1 thread, no negative time)");
        }
    }

    /** Two threads for batches, a checkpoint a minute, the last epoch's weights. */
    public static RunSettings in(Path folder) {
        return new RunSettings(
                folder, new ComputeOptions(ComputeOptions.Device.CPU, 2), 2, Duration.ofMinutes(1), Selection.LAST);
    }
}
