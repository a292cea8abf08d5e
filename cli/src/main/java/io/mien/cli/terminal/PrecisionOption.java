package io.mien.cli.terminal;

import io.mien.models.tensorflow.PrecisionChoice;
import picocli.CommandLine.Option;

/** The option {@code --precision} of the commands that run a model. */
public final class PrecisionOption {

    @Option(
            names = "--precision",
            paramLabel = "float32|bfloat16|auto",
            description =
                    "What pictures are encoded in (default: float32). bfloat16 is about twice as fast where the processor has it"
                            + " (docs/models.md says how far off); auto takes it only there, and if the package's self-check"
                            + " then holds.")
    PrecisionChoice precision = PrecisionChoice.FLOAT32;

    /** What was chosen. */
    public PrecisionChoice choice() {
        return precision;
    }

    /**
     * What was chosen, for readings that may have to be exact.
     *
     * @param exact whether they have to
     * @throws CommandException if they have to, and bfloat16 was chosen
     */
    public PrecisionChoice choice(boolean exact) {
        if (exact && precision == PrecisionChoice.BFLOAT16) {
            throw new CommandException(
                    ExitCode.USAGE,
                    "--precision: bfloat16 with --exact or --record (expected: float32 or auto; exact readings are made with"
                            + " instructions that every processor has, and bfloat16 is not among them)");
        }
        return precision;
    }
}
