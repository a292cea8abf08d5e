package io.mien.cli.model;

import io.mien.making.importing.CheckpointChoices;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** What a user says of a file of weights that it does not say itself. */
final class CheckpointOptions {

    @Option(
            names = "--weights",
            paramLabel = "NAME",
            description = "Of several weights in the file, those under this name, for example state_dict_ema (default:"
                    + " the trained ones, not their average; which were taken is said).")
    @Nullable
    String weights;

    @Option(
            names = "--ignore",
            paramLabel = "PATTERN",
            description = "Leave out keys that fit, with * for any characters, and note them in the package. A key that"
                    + " the model has not is refused otherwise: without it this would be another model. May be"
                    + " repeated.")
    List<String> ignored = List.of();

    @Option(
            names = "--low-rank",
            paramLabel = "FILE|DIR",
            description = "Low-rank matrices (LoRA) of the weights, as peft saves them, to be merged; those in the file"
                    + " itself are merged too.")
    @Nullable
    Path lowRank;

    @Option(
            names = "--low-rank-alpha",
            paramLabel = "NUMBER",
            description =
                    "Alpha of low-rank matrices, which are multiplied with alpha / rank (default: lora_alpha of the"
                            + " adapter_config.json beside them).")
    @Nullable
    Double lowRankAlpha;

    CheckpointChoices choices() {
        return new CheckpointChoices(
                Optional.ofNullable(weights),
                ignored,
                Optional.ofNullable(lowRank),
                lowRankAlpha == null ? OptionalDouble.empty() : OptionalDouble.of(lowRankAlpha));
    }

    boolean isGiven() {
        return !choices().equals(CheckpointChoices.NONE);
    }
}
