package io.mien.cli.train;

import io.mien.training.engine.Optimizer;
import picocli.CommandLine.Option;

/** Options of the optimiser that DFER-CLIP and Exp-CLIP are published with. */
final class SgdOptions {

    @Option(names = "--momentum", description = "Of SGD (default: ${DEFAULT-VALUE}).")
    double momentum = Optimizer.Sgd.DFER_CLIP.momentum();

    @Option(names = "--weight-decay", description = "Of SGD (default: ${DEFAULT-VALUE}).")
    double weightDecay = Optimizer.Sgd.DFER_CLIP.weightDecay();

    Optimizer.Sgd optimizer() {
        return new Optimizer.Sgd(momentum, weightDecay);
    }
}
