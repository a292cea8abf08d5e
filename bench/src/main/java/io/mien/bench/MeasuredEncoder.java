package io.mien.bench;

import io.mien.making.build.UntrainedModel;
import picocli.CommandLine.Option;

/** Which image encoder a benchmark of encoders runs, and how many pictures at a time. */
final class MeasuredEncoder {
    @Option(names = "--size", description = "Untrained model to build: ${COMPLETION-CANDIDATES}.")
    UntrainedModel.Size size = UntrainedModel.Size.VIT_B_32;

    @Option(names = "--batch", description = "Pictures in a call.")
    int batch = 16;
}
