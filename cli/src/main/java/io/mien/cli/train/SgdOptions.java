package io.mien.cli.train;

import io.mien.training.engine.Optimizer;
import picocli.CommandLine.Option;

/** Options of the optimiser that DFER-CLIP and Exp-CLIP are published with. */
final class SgdOptions {

    @Option(names = "--momentum", defaultValue = "0.9", description = "Of SGD (default: ${DEFAULT-VALUE}).")
    double momentum;

    @Option(names = "--weight-decay", defaultValue = "1e-4", description = "Of SGD (default: ${DEFAULT-VALUE}).")
    double weightDecay;

    Optimizer.Sgd optimizer() {
        return new Optimizer.Sgd(momentum, weightDecay);
    }
}
