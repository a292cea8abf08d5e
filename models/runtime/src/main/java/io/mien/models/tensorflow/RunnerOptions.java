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
 * @param precision that images are encoded in; with limited instructions never bfloat16, which the process would end of
 */
public record RunnerOptions(
        int intraOpThreads, DeviceChoice device, @Nullable InstructionSet instructionSet, PrecisionChoice precision)
        implements Serializable {
    private static final long serialVersionUID = 2L;

    public RunnerOptions {
        if (intraOpThreads < 1) {
            throw new IllegalArgumentException("intra-op threads: " + intraOpThreads + " (expected: at least 1)");
        }
        if (instructionSet != null && precision == PrecisionChoice.BFLOAT16) {
            throw new IllegalArgumentException("precision: bfloat16 with instructions limited to " + instructionSet
                    + " (expected: float32 or auto; exact readings are made in float32)");
        }
    }

    /** On the processor, in float32. */
    public RunnerOptions(int intraOpThreads) {
        this(intraOpThreads, DeviceChoice.CPU, null, PrecisionChoice.FLOAT32);
    }

    /** One thread an operation, on the processor, in float32. */
    public static RunnerOptions defaults() {
        return new RunnerOptions(1);
    }

    public RunnerOptions withDevice(DeviceChoice newDevice) {
        return new RunnerOptions(intraOpThreads, newDevice, instructionSet, precision);
    }

    /** The same, limited to instructions, or not. */
    public RunnerOptions withInstructionSet(@Nullable InstructionSet newInstructionSet) {
        return new RunnerOptions(intraOpThreads, device, newInstructionSet, precision);
    }

    public RunnerOptions withPrecision(PrecisionChoice newPrecision) {
        return new RunnerOptions(intraOpThreads, device, instructionSet, newPrecision);
    }
}
