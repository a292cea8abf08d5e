package io.mien.models.tensorflow;

import java.io.Serializable;
import org.jspecify.annotations.Nullable;

/**
 * Options of how a model is run.
 *
 * @param intraOpThreads threads that one operation is spread over; 1 is the fastest for a process whose callers keep all
 *     cores busy themselves (measured: two callers with one thread each do 9 % to 20 % more than one with two)
 * @param device what it is computed on
 * @param instructionSet that the processor's code is limited to, so that others give the same bits; null for the best that
 *     it has. The process's first model decides for all.
 */
public record RunnerOptions(
        int intraOpThreads, DeviceChoice device, @Nullable InstructionSet instructionSet) implements Serializable {
    private static final long serialVersionUID = 1L;

    public RunnerOptions {
        if (intraOpThreads < 1) {
            throw new IllegalArgumentException("intra-op threads: " + intraOpThreads + " (expected: at least 1)");
        }
    }

    /** On the processor. */
    public RunnerOptions(int intraOpThreads) {
        this(intraOpThreads, DeviceChoice.CPU, null);
    }

    /** One thread an operation, on the processor. */
    public static RunnerOptions defaults() {
        return new RunnerOptions(1);
    }

    public RunnerOptions withDevice(DeviceChoice newDevice) {
        return new RunnerOptions(intraOpThreads, newDevice, instructionSet);
    }

    /** The same, limited to instructions, or not. */
    public RunnerOptions withInstructionSet(@Nullable InstructionSet newInstructionSet) {
        return new RunnerOptions(intraOpThreads, device, newInstructionSet);
    }
}
